const { console } = globalThis;
const exit = process.exit.bind(process);

/** What the test framework leaves in the global object. */
const KEPT = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);

/** The process itself: files of tests share its globals and its modules, as one process of the service does. */
export default class NodeEnvironment {
  readonly global = globalThis;

  setup(): void {}

  /** Takes back what Jest put in place, and drops the tests that it keeps. */
  teardown(): void {
    globalThis.console = console;
    process.exit = exit;
    for (const key of Object.getOwnPropertySymbols(globalThis)) {
      if (KEPT.has(key.description ?? '')) Reflect.deleteProperty(globalThis, key);
    }
  }

  getVmContext(): null {
    return null;
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }
}
