import config from './jest.config.js';

/** What takes too long for every run: mutants, fuzzing, faults, races fifty times over. `npm run prove`. */
export default {
  ...config,
  testMatch: ['**/test/prove/**/*.test.js'],
  testPathIgnorePatterns: [],
  testTimeout: 600_000,
  reporters: ['<rootDir>/dist/test/proof/prove-reporter.js'],
};
