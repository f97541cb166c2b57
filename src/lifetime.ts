/** Stops everything that the process has started, once and in reverse order, even in the middle of the start. */
export class Lifetime {
  private readonly stops: (() => Promise<void>)[] = [];
  private ended: Promise<void> | undefined;

  /** Waits for something that starts. {@link end} waits for it too, and then stops it. */
  async use<T>(starting: Promise<T>, stop: (started: T) => Promise<void>): Promise<T> {
    this.stops.unshift(() => starting.then(stop, () => undefined));
    return starting;
  }

  get isEnding(): boolean {
    return this.ended !== undefined;
  }

  /** Stops everything. Calling it again is safe. */
  end(): Promise<void> {
    this.ended ??= this.stopAll();
    return this.ended;
  }

  private async stopAll(): Promise<void> {
    for (let stop = this.stops.shift(); stop !== undefined; stop = this.stops.shift()) await stop();
  }
}
