import config from './jest.config.js';

/**
 * What one application on one database cannot show: processes, several servers, marketplaces that the service moves
 * into, thousands of stylists, and waits of seconds. `npm run test:system`.
 */
export default {
  ...config,
  testMatch: ['**/test/system/**/*.test.js'],
  testPathIgnorePatterns: [],
};
