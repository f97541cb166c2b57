/** Jest runs what `nest build` compiled, loaded by Node itself: what is tested is what ships. */
export default {
  roots: ['<rootDir>/dist'],
  testMatch: ['**/test/**/*.test.js', '**/src/**/*.test.js'],
  testPathIgnorePatterns: ['/test/prove/'],
  transform: {},
  runtime: '<rootDir>/dist/test/support/jest/runtime.cjs',
  testEnvironment: '<rootDir>/dist/test/support/jest/environment.js',
  injectGlobals: false,
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  testTimeout: 120_000,
  maxWorkers: 2,
};
