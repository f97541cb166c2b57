import config from './jest.config.js';

/**
 * The HTTP suite once more, on a marketplace like the living one: `npm run test:host`. Left out is what speaks to no
 * application, and what makes its own databases.
 */
export default {
  ...config,
  globalSetup: '<rootDir>/dist/test/support/host-setup.js',
  testPathIgnorePatterns: [
    '/test/(prove|rules|database|house|openapi|operations|system/(adoption|instances|process))/',
    // They hold the schema of a database of the service's own to its rules; a host has its own policies and grants.
    '/test/auth/(gates|parity)\\b',
  ],
};
