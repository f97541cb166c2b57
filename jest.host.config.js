import config from './jest.config.js';

/**
 * The HTTP suite once more, on a marketplace like the living one: `npm run test:host`. Left out is what speaks to no
 * application, and what makes its own databases.
 */
export default {
  ...config,
  globalSetup: '<rootDir>/dist/test/support/host-setup.js',
  testPathIgnorePatterns: ['/test/(prove|rules|adoption|database|instances|process|house|openapi)/'],
};
