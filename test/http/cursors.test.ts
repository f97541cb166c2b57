import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const decode = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
const encode = (parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

const NONE = ['', 'x', '0', 'now', 'infinity', '\0', '\ud800', "' OR 1 = 1", '99999999999999999999', null, 1, []];

it.each([
  ['/v1/promotions', 'admin'],
  ['/v1/stylists', 'admin'],
  ['/v1/schedule-overrides', 'admin'],
  ['/v1/override-budgets', 'admin'],
  ['/v1/audit/service-log', 'super-auditor'],
  ['/v1/audit/schedule-changes', 'super-auditor'],
])('A forged cursor of %s is refused', async (path, who) => {
  const { body } = await app.as(who).get(`${path}?limit=1`).expect(200);
  const [scope, ...keys] = decode(body.nextCursor as string);
  await app
    .as(who)
    .get(`${path}?limit=1&cursor=${encode([scope, ...keys])}`)
    .expect(200);
  const forged = keys.flatMap((_, index) => NONE.map((key) => keys.with(index, key)));
  for (const parts of [...forged, keys.slice(1), [...keys, 'x'], keys.toReversed()]) {
    // A number of a row may be any number.
    if (path.includes('/audit/') && parts[1] === '0' && parts[0] === keys[0]) continue;
    const answer = await app.as(who).get(`${path}?limit=1&cursor=${encode([scope, ...parts])}`);
    expect([parts, answer.status, (answer.body as { code: string }).code]).toEqual([parts, 400, 'VALIDATION_FAILED']);
    expect(answer.body).toMatchObject({ errors: [{ path: 'cursor', code: 'INVALID_CURSOR' }] });
  }
});
