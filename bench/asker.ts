import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';

/** Asks one server on one connection that stays open, one request after the other. */
export class Asker {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** Milliseconds until the last byte of the answer, which must be 200. */
  async time(path: string, headers: Record<string, string> = {}): Promise<number> {
    const begin = performance.now();
    await new Promise<void>((done, failed) => {
      get(this.url + path, { agent: this.agent, headers }, (response) => {
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
