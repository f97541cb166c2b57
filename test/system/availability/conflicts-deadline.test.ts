import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type TestApp } from '../../support/app.js';
import { addBooking, addStylist, addUser, type TestStylist } from '../../support/stylists.js';

/** Milliseconds for which the first statement waits. It is less than each timeout of a statement or a lock. */
const FIRST_WAIT = 4_000;

let app: TestApp;
let admin: string;
let stylist: TestStylist;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  stylist = await addStylist(app.owner);
  await addBooking(app.owner, stylist, stylist.day(3), ['06:00', '07:00']);
});

afterAll(() => app.close());

/** Holds a table so that nobody reads it, until the function that it returns is called. */
async function hold(table: string): Promise<() => Promise<void>> {
  const holder = await app.owner.connect();
  await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return async () => {
    await holder.query('ROLLBACK');
    holder.release();
  };
}

async function waitingFor(table: string): Promise<number> {
  const { rows } = await app.owner.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_catalog.pg_locks WHERE relation = $1::regclass AND NOT granted',
    [table],
  );
  return rows[0]?.count ?? 0;
}

test.each([
  ['/v1/booking-conflicts', () => admin],
  ['/v1/me/booking-conflicts', () => stylist.id],
])('%s is 503 at the deadline of its transaction, though no single statement is too slow', async (path, who) => {
  const freeBookings = await hold('public.bookings');
  const freeOverrides = await hold('public.schedule_overrides');
  const answer = app
    .as(who())
    .get(path)
    .then((response) => response);
  // Both waits together are longer than the transaction may live; neither is longer than a statement may take.
  await sleep(FIRST_WAIT);
  await freeBookings();
  const { status, headers, body } = await answer;
  // The server still waits with the second statement, so neither its own timeout nor that of the lock has ended it.
  const waiting = await waitingFor('public.schedule_overrides');
  await freeOverrides();
  expect(waiting).toBe(1);
  expect({ status, body }).toMatchObject({ status: 503, body: { code: 'TEMPORARILY_UNAVAILABLE', status: 503 } });
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['retry-after']).toMatch(/^\d+$/);
  const { body: page } = await app.as(who()).get(path).expect(200);
  expect(page.total).toBe(1);
});
