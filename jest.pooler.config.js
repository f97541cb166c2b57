import config from './jest.config.js';

/**
 * The HTTP suite once more, each application as two processes behind PgBouncer in transaction mode: `npm run test:pooler`.
 * Left out is what speaks to no application, and what one process counts or keeps on its own.
 */
export default {
  ...config,
  globalSetup: '<rootDir>/dist/test/support/pooler-setup.js',
  testPathIgnorePatterns: [
    '/test/(prove|rules|database|auth|walk|operations|system/(adoption|instances|process))/',
    '/test/(http/limits|system/availability/crash)\\b',
  ],
};
