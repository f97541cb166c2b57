import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { STYLISTS_OFFERING } from '../../../src/availability/stylists-offering.js';
import { startApp, type TestApp } from '../../support/app.js';
import { executed, visitedRows } from '../../support/explain.js';
import { addService, addStylist, type TestStylist } from '../../support/stylists.js';

let app: TestApp;
let serviceId: string;
let one: TestStylist;
const STYLISTS = 130;

/** 130 stylists who offer a service; all of them are closed but the last one by name, on one date. */
beforeAll(async () => {
  app = await startApp({}, { demo: false });
  one = await addStylist(app.owner, { name: 'ZZZ Last' });
  serviceId = await addService(app.owner);
  await app.owner.query('UPDATE public.services SET max_advance_days = 60, min_advance_hours = 0 WHERE id = $1', [
    serviceId,
  ]);
  await app.owner.query(
    `WITH ids AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, $1) AS n),
          accounts AS (INSERT INTO auth.users (id, email) SELECT id, id || '@example.com' FROM ids)
     INSERT INTO public.user_profiles (id, username, display_name) SELECT id, 'user_' || id, 'S' FROM ids
     ON CONFLICT (id) DO NOTHING`,
    [STYLISTS - 1],
  );
  await app.owner.query(
    `INSERT INTO public.stylist_profiles (user_id, display_name, timezone)
     SELECT id, 'Stylist ' || lpad((row_number() OVER (ORDER BY id))::text, 4, '0'), 'Asia/Kathmandu'
       FROM public.user_profiles WHERE username LIKE 'user_%' AND id <> $1`,
    [one.id],
  );
  await app.owner.query(
    `INSERT INTO public.stylist_schedules
            (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local, effective_from)
     SELECT user_id, day, '10:00', '18:00', '10:00', '18:00', DATE '2020-01-01'
       FROM public.stylist_profiles, generate_series(0, 6) AS day WHERE user_id <> $1`,
    [one.id],
  );
  await app.owner.query(
    `INSERT INTO public.stylist_services (stylist_user_id, service_id) SELECT user_id, $1 FROM public.stylist_profiles`,
    [serviceId],
  );
  await app.owner.query(
    `INSERT INTO public.schedule_overrides
            (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, is_closed, priority, origin)
     SELECT 'stylist_vacation', false, user_id, $2::date, $3::date, true, 50, 'admin' FROM public.stylist_profiles
      WHERE user_id <> $1
     UNION ALL SELECT 'stylist_vacation', false, $1, $2::date, $4::date, true, 50, 'admin'
     UNION ALL SELECT 'stylist_vacation', false, $1, $5::date, $3::date, true, 50, 'admin'`,
    [one.id, one.day(-2), one.day(70), one.day(19), one.day(21)],
  );
});
afterAll(() => app.close());

const ask = (path: string, query: Record<string, string>) =>
  app.as(undefined).get(`/v1/availability/${path}?${new URLSearchParams(query).toString()}`);

interface Next {
  stylistUserId?: string;
  date?: string;
  code?: string;
  nextCursor: string | null;
}

/** Follows the cursors of a search for the next slot. */
async function next(query: Record<string, string>): Promise<{ answers: Next[]; last: Next }> {
  const answers: Next[] = [];
  let cursor: string | null | undefined;
  do {
    const { body } = await ask('next', { ...query, ...(cursor === undefined ? {} : { cursor: cursor ?? '' }) });
    answers.push(body as Next);
    cursor = (body as Next).nextCursor;
  } while (cursor !== null && answers.length < 50);
  return { answers, last: answers.at(-1)! };
}

describe('A search for the next slot among many stylists', () => {
  it('answers in parts, and finds the one slot of the last stylist', async () => {
    const { answers, last } = await next({ serviceId });
    expect(answers.length).toBeGreaterThan(1);
    expect(answers[0]).toMatchObject({ code: 'NO_AVAILABILITY', nextCursor: expect.any(String) });
    expect(last).toMatchObject({ stylistUserId: one.id, date: one.day(20), nextCursor: null });
  });

  it('The list of stylists visits each offer and each profile once', async () => {
    const nodes = await executed(app, STYLISTS_OFFERING.text, [serviceId, null, '200', null, null, null]);
    expect(Math.max(...nodes.map(visitedRows))).toBeLessThanOrEqual(2 * STYLISTS);
  });

  it('A search among stylists whose dates cannot be booked counts what it loads', async () => {
    const later = `${new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
    const { body } = await ask('next', { serviceId, after: later }).expect(404);
    expect(body).toMatchObject({ code: 'NO_AVAILABILITY', nextCursor: expect.any(String) });
  });

  it('A search whose statements wait long, each less than its own limit, is 503 at the deadline of all of them', async () => {
    const slow = { isOver: false };
    const holder = await app.owner.connect();
    const slowing = (async () => {
      while (!slow.isOver) {
        await holder.query('BEGIN; LOCK TABLE public.stylist_profiles IN ACCESS EXCLUSIVE MODE');
        await sleep(3_000);
        await holder.query('COMMIT');
      }
    })();
    const query = { serviceId, after: `${one.day(21)}T00:00:00Z` };
    const { status, body, headers } = await ask('next', query);
    slow.isOver = true;
    await slowing;
    holder.release();
    expect({ status, code: body.code, retry: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'TEMPORARILY_UNAVAILABLE',
      retry: '1',
    });
  });

  it('ends with NO_AVAILABILITY when nothing is free', async () => {
    const { last } = await next({ serviceId, after: `${one.day(22)}T00:00:00Z` });
    expect(last).toMatchObject({ code: 'NO_AVAILABILITY', nextCursor: null });
  });

  it('a cursor of another search, or none at all, is 400', async () => {
    const { answers } = await next({ serviceId, after: `${one.day(22)}T00:00:00Z` });
    const cursor = answers.find((answer) => answer.nextCursor !== null)?.nextCursor ?? '';
    expect((await ask('next', { serviceId, cursor }).expect(400)).body).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await ask('next', { serviceId, cursor: 'x' }).expect(400)).body).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });
});

describe('A search of all stylists', () => {
  it('has pages, each stylist once, with the total', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { serviceId, from: one.day(3), to: one.day(9), limit: '40' };
      const { body } = await ask('search', cursor === null ? query : { ...query, cursor }).expect(200);
      const page = body as { nextCursor: string | null; total: number; stylists: { displayName: string }[] };
      expect(page.total).toBe(STYLISTS);
      expect(page.stylists.length).toBeLessThanOrEqual(40);
      names.push(...page.stylists.map(({ displayName }) => displayName));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(names).size).toBe(STYLISTS);
    expect(names).toEqual([...names].sort());
    await ask('search', { serviceId, from: one.day(3), to: one.day(9), limit: '51' }).expect(400);
  });

  it('a page with very many slots ends early', async () => {
    const fine = await startApp({ SLOT_INTERVAL_MINUTES: '5' }, { database: app.database });
    await app.owner.query('DELETE FROM public.schedule_overrides');
    try {
      const query = new URLSearchParams({ serviceId, from: one.day(3), to: one.day(9) }).toString();
      const { body } = await fine.as(undefined).get(`/v1/availability/search?${query}`).expect(200);
      const page = body as { nextCursor: string | null; stylists: { days: { slots: unknown[] }[] }[] };
      expect(page.nextCursor).not.toBeNull();
      expect(page.stylists.length).toBeLessThan(50);
      expect(page.stylists.length).toBeGreaterThan(0);
    } finally {
      await fine.close();
    }
  });
});
