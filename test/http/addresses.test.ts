import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let app: TestApp;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterEach(() => app.close());

afterAll(() => database.drop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  app = await startApp({ TRUST_PROXY: '1', ...settings }, { database });
}

describe('An address in X-Forwarded-For', () => {
  test('An address has one spelling in the log of refusals', async () => {
    await start();
    const recorded: Record<string, string | undefined> = {};
    const spellings = {
      'fe80::1%eth0': 'fe80::1',
      '203.0.113.7:4711': '203.0.113.7',
      '[2001:db8::7]:4711': '2001:db8::7',
      '[2001:db8::7]': '2001:db8::7',
      '::ffff:203.0.113.7': '203.0.113.7',
      '::FFFF:CB00:7107': '203.0.113.7',
      '2001:DB8:0:0::00AB': '2001:db8::ab',
      '203.0.113.7%eth0': '127.0.0.1',
      '203.0.113.7:': '127.0.0.1',
      '[2001:db8::7': '127.0.0.1',
      '%': '127.0.0.1',
      unknown: '127.0.0.1',
      _hidden: '127.0.0.1',
    };
    for (const given of Object.keys(spellings)) {
      await app.as('customer').get('/v1/override-budgets').set('x-forwarded-for', given).expect(403);
      const { rows } = await app.owner.query<{ address: string }>(
        `SELECT host(ip_address) AS address FROM private.service_management_log WHERE admin_user_id = $1
          ORDER BY id DESC LIMIT 1`,
        [PERSONAS.customer],
      );
      recorded[given] = rows[0]?.address;
    }
    expect(recorded).toEqual(spellings);
  });

  test('An address with a scope does not fail a write', async () => {
    await start();
    await app
      .as('admin')
      .patch(`/v1/stylists/${PERSONAS.stylist}/override-budget`)
      .set('x-forwarded-for', 'fe80::1%eth0')
      .send({ monthlyLimit: 31, reason: 'More work' })
      .expect(200);
  });
});

describe('The limit of an address', () => {
  test.each([
    ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::1', 429],
    ['2001:db8:1:2::1', '[2001:db8:1:2::9]:443', 429],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', 401],
    ['::1', '::2', 429],
    ['1::2', '1:0:0:1::2', 401],
    ['203.0.113.7', '::ffff:203.0.113.7', 429],
    ['203.0.113.7', '203.0.113.7:99', 429],
    ['203.0.113.7', '203.0.113.8', 401],
  ])('After %s has reached the limit, the answer to %s is %i', async (first, second, status) => {
    await start({ RATE_LIMIT_ANONYMOUS: '1' });
    await app.as(undefined).get('/v1/me').set('x-forwarded-for', first).expect(401);
    await app.as(undefined).get('/v1/me').set('x-forwarded-for', second).expect(status);
  });
});
