import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Serves those who wait with one run at a time: who arrives while a run is under way is served by the next one, so the
 * run that serves a request always began after it. However many wait, a run serves all of them.
 */
export class BatchQueue<Ask, Answer> {
  private next: { asks: Ask[]; answer: Promise<Answer> } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: (asks: readonly Ask[]) => Promise<Answer>) {}

  /** Waits for the next run, which is told what is asked here. Rejects when that run does. */
  join(asks: readonly Ask[]): Promise<Answer> {
    this.next ??= this.open();
    this.next.asks.push(...asks);
    return this.next.answer;
  }

  private open(): { asks: Ask[]; answer: Promise<Answer> } {
    const asks: Ask[] = [];
    const answer = this.last.then(allIsRead).then(() => {
      this.next = undefined;
      return this.run(asks);
    });
    this.last = answer.catch(() => undefined);
    return { asks, answer };
  }
}

/**
 * What has arrived together is served together. The first turn ends the one in which the run before is answered; the
 * second one reads what came meanwhile.
 */
async function allIsRead(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
