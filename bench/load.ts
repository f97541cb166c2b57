import autocannon from 'autocannon';
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';

/** Requests a second that a server answers, all with 200, asked for these paths in turn by so many connections. */
export async function throughput(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ method: 'GET', path })),
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of the requests to ${url} failed`);
  return result['2xx'] / result.duration;
}

/** Asks one server on one connection that stays open, one request after the other. */
export class Asker {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** Milliseconds until the answer, which must be 200, is there. */
  async time(path: string): Promise<number> {
    const begin = performance.now();
    await new Promise<void>((done, failed) => {
      get(this.url + path, { agent: this.agent }, (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) done();
          else failed(new Error(`${response.statusCode} of ${path}`));
        });
      }).once('error', failed);
    });
    return performance.now() - begin;
  }

  async timeAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.time(path);
  }

  close(): void {
    this.agent.destroy();
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
