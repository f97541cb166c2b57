import { setImmediate as nextTurn } from 'node:timers/promises';

interface Batch<Request, Result> {
  requests: Request[];
  result: Promise<Result>;
}

/**
 * Runs one batch at a time. A request that comes while a batch runs is part of the next one, so the batch that serves a
 * request always began after the request came. A batch takes all waiting requests, however many.
 */
export class BatchQueue<Request, Result> {
  private next: Batch<Request, Result> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: (requests: readonly Request[]) => Promise<Result>) {}

  /** Adds requests to the next batch. Resolves, or rejects, with that batch. */
  join(requests: readonly Request[]): Promise<Result> {
    this.next ??= this.open();
    this.next.requests.push(...requests);
    return this.next.result;
  }

  private open(): Batch<Request, Result> {
    const requests: Request[] = [];
    const result = this.last.then(arrivedRequestsAreRead).then(() => {
      this.next = undefined;
      return this.run(requests);
    });
    this.last = result.catch(() => undefined);
    return { requests, result };
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
