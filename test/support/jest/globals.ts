type Globals = typeof import('@jest/globals');

/** What `@jest/globals` exports to a file of tests, and to the support it calls: those of the file that runs. */
export let afterAll: Globals['afterAll'];
export let afterEach: Globals['afterEach'];
export let beforeAll: Globals['beforeAll'];
export let beforeEach: Globals['beforeEach'];
export let describe: Globals['describe'];
export let expect: Globals['expect'];
export let it: Globals['it'];
export let test: Globals['test'];

/** Takes what the test framework made for the file that is loaded next. */
export function provide(globals: Globals): void {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals);
}
