import { setImmediate as nextTurn } from 'node:timers/promises';
import { withDeadline } from '../deadline.js';

/** What a batch serves: the requests, and how many calls of {@link BatchQueue.join} brought them. */
interface Gathered<Request> {
  requests: Request[];
  callers: number;
}

interface Batch<Request, Result> extends Gathered<Request> {
  result: Promise<Result>;
}

/** Milliseconds between the starts of two batches that overlap. */
const APART = 1;

/**
 * Runs batches of requests. The batch that serves a request always begins after the request came, and takes all that wait.
 * A batch begins at once if none runs. While one runs, the next one begins when that has ended or, if they may overlap, a
 * millisecond after it began: so a request does not wait for a round trip of others before its own.
 */
export class BatchQueue<Request, Result> {
  private next: Batch<Request, Result> | undefined;
  private running = 0;
  private begunAt = 0;
  private wake: () => void = () => undefined;

  /** @param mayOverlap asked for each batch. Batches that overlap must end in the order in which they began. */
  constructor(
    private readonly run: (requests: readonly Request[], callers: number) => Promise<Result>,
    private readonly mayOverlap: () => boolean,
  ) {}

  /** Adds requests to the next batch. Resolves, or rejects, with that batch, within the deadline of an answer. */
  join(requests: readonly Request[]): Promise<Result> {
    this.next ??= this.open();
    this.next.requests.push(...requests);
    this.next.callers += 1;
    return this.next.result;
  }

  private open(): Batch<Request, Result> {
    const gathered: Gathered<Request> = { requests: [], callers: 0 };
    return Object.assign(gathered, { result: withDeadline(this.begin(gathered)) });
  }

  private async begin(gathered: Gathered<Request>): Promise<Result> {
    if (this.running > 0) await this.turn();
    await arrivedRequestsAreRead();
    this.next = undefined;
    this.running += 1;
    this.begunAt = performance.now();
    try {
      return await this.run(gathered.requests, gathered.callers);
    } finally {
      this.running -= 1;
      if (this.running === 0) this.wake();
    }
  }

  /** Waits until no batch runs, or the last one that began may be overlapped. */
  private turn(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (!this.mayOverlap()) return;
      const left = APART - (performance.now() - this.begunAt);
      // A timer would take a millisecond at least.
      if (left <= 0) resolve();
      else setTimeout(resolve, left);
    });
  }
}

/**
 * Requests that have arrived together are served together. The first turn ends the one in which the last batch is
 * answered; the second turn reads the sockets.
 */
async function arrivedRequestsAreRead(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
