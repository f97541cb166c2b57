import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Globals = typeof import('@jest/globals');

/** What a file of tests imports from `@jest/globals`; see `hooks.ts`. */
const GLOBALS = pathToFileURL(join(__dirname, 'globals.js')).href;

register(pathToFileURL(join(__dirname, 'hooks.js')));

/**
 * Loads files of tests as Node loads any module, so that each worker loads the service and its libraries once. Jest's
 * own runtime compiles all of them anew for every file, in a context whose memory is not given back.
 */
export default class NodeRuntime {
  private globals: Globals | undefined;

  /** Jest's test framework, anew: it keeps the tests of a file in its module. */
  requireInternalModule(path: string): unknown {
    delete require.cache[path];
    return require(path);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  async unstable_importModule(path: string): Promise<void> {
    const { provide } = (await import(GLOBALS)) as { provide: (globals: Globals | undefined) => void };
    provide(this.globals);
    await import(pathToFileURL(path).href);
  }

  setGlobalsForRuntime(globals: Globals): void {
    this.globals = globals;
  }

  /** None of its own making: stack traces are read with the maps beside the compiled files. */
  getSourceMaps(): null {
    return null;
  }

  getAllCoverageInfoCopy(): undefined {
    return undefined;
  }

  enterTestCode(): void {}

  leaveTestCode(): void {}

  teardown(): void {}
}
