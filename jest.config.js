// For the workers: each file loads the service anew, and a young generation of 16 MB overflows all the time. With 64 MB
// the suite takes a tenth less CPU.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64`;

/**
 * Jest runs what `nest build` compiled: the tests run the code that ships. Modules are ES modules, for which Jest needs
 * the flag of Node.js in `.npmrc`; `npm` and `npx` set it.
 */
export default {
  roots: ['<rootDir>/dist'],
  testMatch: ['**/test/**/*.test.js'],
  testPathIgnorePatterns: ['/test/(system|prove)/'],
  transform: {},
  injectGlobals: false,
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  testTimeout: 120_000,
  maxWorkers: 2,
  // Jest loads the service anew for each file and gives the memory back only when a worker ends. Without a limit a
  // worker grows to 1.9 GB, and collecting it costs more than the tests: 2.2 s of CPU a file instead of 1.0 s.
  workerIdleMemoryLimit: '600MB',
};
