/** What Jest tells of one file of tests, as far as it is told on. */
interface FileResult {
  testFilePath: string;
  numPassingTests: number;
  numFailingTests: number;
  failureMessage?: string | null;
  testExecError?: unknown;
  perfStats: { start: number; end: number };
  console?: { message: string }[] | undefined;
}

/** The parts that `npm run prove` has; each must have run something. */
const PARTS: Record<string, RegExp> = {
  'guards and row level security': /^parity\./,
  'bad input': /^fuzz/,
  races: /races/,
  faults: /^faults/,
};

/** One line for each part with its figures; a part of which nothing ran fails the whole. */
export default class ProveReporter {
  private readonly passed = new Map<string, number>();

  onRunStart(): void {
    console.log('Proving; this takes some minutes.');
  }

  onTestFileResult(_test: unknown, result: FileResult): void {
    const name = partOf(result.testFilePath);
    this.passed.set(name, result.numPassingTests);
    const all = result.numPassingTests + result.numFailingTests;
    const seconds = Math.round((result.perfStats.end - result.perfStats.start) / 1_000);
    const figures = (result.console ?? []).map(({ message }) => message);
    console.log([`${name}: ${result.numPassingTests} of ${all} in ${seconds} s`, ...figures].join('; '));
    if (result.failureMessage) console.log(result.failureMessage);
  }

  onRunComplete(): void {
    const error = this.getLastError();
    if (error !== undefined) console.log(error.message);
  }

  /** Fails the run where a part is missing. */
  getLastError(): Error | undefined {
    const idle = Object.entries(PARTS)
      .filter(([, files]) => ![...this.passed].some(([name, passed]) => files.test(name) && passed > 0))
      .map(([part]) => part);
    const empty = [...this.passed].filter(([, passed]) => passed === 0).map(([name]) => name);
    const missing = [...idle, ...empty];
    return missing.length === 0 ? undefined : new Error(`Nothing was proved of: ${missing.join(', ')}`);
  }
}

function partOf(path: string): string {
  return (path.split('/').pop() ?? path).replace('.test.js', '');
}
