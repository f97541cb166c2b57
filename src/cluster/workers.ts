import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Milliseconds before another process takes the place of one that died: doubled each time, as long as it dies young. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
const YOUNG = 30_000;

/** What a worker tells once it serves. */
interface Ready {
  readyAt: string;
}

/** The processes of this machine that serve on one port (CLUSTER_WORKERS). */
export class Workers {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Worker>();

  /**
   * @param count how many processes.
   * @param environment what differs in theirs from this process's environment.
   */
  constructor(
    private readonly count: number,
    private readonly environment: Record<string, string>,
    private readonly logger: Logger,
  ) {}

  /**
   * Starts one, and the others once it serves.
   *
   * @returns where they listen; undefined when the first could not start, which has said why.
   */
  async start(): Promise<string | undefined> {
    const first = this.launch();
    const url = await served(first);
    if (url === undefined) return undefined;
    void this.keep(first);
    const others = Array.from({ length: this.count - 1 }, () => this.launch());
    for (const other of others) void this.keep(other);
    await Promise.all(others.map(served));
    return url;
  }

  /** Lets each answer what is under way, and waits until all have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.running].map((worker) => ended(worker, () => worker.process.kill('SIGTERM'))));
  }

  private launch(): Worker {
    const worker = cluster.fork(this.environment);
    this.running.add(worker);
    worker.once('exit', () => this.running.delete(worker));
    return worker;
  }

  /** Another takes the place of one that died, until all are to end. */
  private async keep(first: Worker): Promise<void> {
    const { signal } = this.stopping;
    let pause = SHORTEST_PAUSE;
    for (let worker = first; ; worker = this.launch()) {
      const since = Date.now();
      const how = await ended(worker);
      if (signal.aborted) return;
      pause = Date.now() - since < YOUNG ? pause : SHORTEST_PAUSE;
      this.logger.error({ pid: worker.process.pid, ended: how, pause }, 'a worker died; another takes its place');
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}

/** Tells the primary process that this one serves. */
export function tellReady(url: string): void {
  process.send?.({ readyAt: url } satisfies Ready);
}

/** Where a worker listens, once it does; undefined when it ends before. */
async function served(worker: Worker): Promise<string | undefined> {
  return new Promise((done) => {
    worker.on('message', (message: unknown) => {
      if (isReady(message)) done(message.readyAt);
    });
    worker.once('exit', () => done(undefined));
  });
}

/** The exit code, or the signal's name. */
async function ended(worker: Worker, end?: () => void): Promise<number | string> {
  const exit = once(worker, 'exit') as Promise<[number | null, string | null]>;
  end?.();
  const [code, signal] = await exit;
  return code ?? signal ?? '';
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'readyAt' in message;
}
