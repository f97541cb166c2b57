/** Jest runs what `nest build` compiled: what is tested is what ships. */
export default {
  roots: ['<rootDir>/dist'],
  testMatch: ['**/test/**/*.test.js', '**/src/**/*.test.js'],
  testPathIgnorePatterns: ['/test/prove/'],
  transform: {},
  testEnvironment: 'node',
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  testTimeout: 60_000,
  maxWorkers: 2,
};
