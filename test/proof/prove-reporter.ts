/** The part of Jest's result of a file that is printed. */
interface FileResult {
  testFilePath: string;
  numPassingTests: number;
  numFailingTests: number;
  numPendingTests: number;
  failureMessage?: string | null;
  perfStats: { start: number; end: number };
  console?: { message: string }[] | undefined;
}

/** The parts of `npm run prove`, one a file. Each must run completely. */
const PARTS: Record<string, string> = {
  'parity.mutants': 'guards and row level security',
  fuzz: 'bad input',
  model: 'a model of the rules',
  'promotions.races': 'races for promotions',
  'budgets.races': 'races for budgets',
  'availability.races': 'races for slots',
  'availability.coherence': 'a storm of changes',
  'audit.races': 'races for the logs',
  'audit.million': 'a million rows of the log',
  faults: 'faults',
  'faults.disk': 'a full disk',
  'events.killed': 'events whose senders are killed',
  playground: 'Swagger UI in a browser',
  operating: 'the commands of docs/operating.md',
  saturation: 'more load than a process can serve',
  image: 'the image and a clean clone',
  host: 'the HTTP suite on a marketplace',
};

/** Prints one line for each part with its figures. The run fails when a part did not run, or not all of it. */
export default class ProveReporter {
  private readonly ran = new Map<string, { passed: number; leftOut: number }>();

  onRunStart(): void {
    console.log('Proving; this takes some minutes.');
  }

  onTestFileResult(_test: unknown, result: FileResult): void {
    const { numPassingTests: passed, numFailingTests: failed, numPendingTests: leftOut, perfStats } = result;
    const name = nameOf(result.testFilePath);
    this.ran.set(name, { passed, leftOut });
    const seconds = Math.round((perfStats.end - perfStats.start) / 1_000);
    const figures = (result.console ?? []).map(({ message }) => message);
    const part = PARTS[name] ?? name;
    console.log([`${part}: ${passed} of ${passed + failed + leftOut} in ${seconds} s`, ...figures].join('; '));
    if (result.failureMessage) console.log(result.failureMessage);
  }

  onRunComplete(): void {
    const error = this.getLastError();
    if (error !== undefined) console.log(error.message);
  }

  /** Fails the run where a part is missing. */
  getLastError(): Error | undefined {
    const missing = Object.entries(PARTS)
      .filter(([name]) => (this.ran.get(name)?.passed ?? 0) === 0)
      .map(([, part]) => `${part} did not run`);
    const unnamed = [...this.ran.keys()]
      .filter((name) => !(name in PARTS))
      .map((name) => `${name} is not in the list of parts`);
    const partial = [...this.ran]
      .filter(([, { passed, leftOut }]) => passed > 0 && leftOut > 0)
      .map(([name, { leftOut }]) => `${leftOut} tests of ${PARTS[name] ?? name} were left out`);
    const faults = [...missing, ...unnamed, ...partial];
    return faults.length === 0 ? undefined : new Error(`Not proved: ${faults.join('; ')}.`);
  }
}

function nameOf(path: string): string {
  return (path.split('/').pop() ?? path).replace('.test.js', '');
}
