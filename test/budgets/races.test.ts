import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { raceForBudget } from '../proof/budget-race.js';
import { loggedChanges, storedBudget } from '../support/budgets.js';
import { addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let second: TestApp;

beforeAll(async () => {
  app = await startApp();
  second = await startApp({}, { database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
});

/** The same request twenty times at once, over both instances. */
async function twentyTimes(request: (instance: TestApp, index: number) => PromiseLike<{ status: number }>) {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => request(index % 2 ? app : second, index)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const setDay = (instance: TestApp, stylist: TestStylist, offset: number, body: object = { isClosed: true }) =>
  instance
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);

describe('60 requests at once with 10 + 3 left', () => {
  it.each([1, 2, 3])('60 requests at once with 10 and 3 left give exactly 10 and 3 on one instance (%i)', () =>
    raceForBudget([app]),
  );

  it.each([1, 2, 3])('60 requests at once with 10 and 3 left give exactly 10 and 3 on two instances (%i)', () =>
    raceForBudget([app, second]),
  );
});

describe('Changes of one stylist at once', () => {
  it('The same day twenty times at once is one change, paid for once', async () => {
    const stylist = await addStylist(app.owner);
    expect(await twentyTimes((instance) => setDay(instance, stylist, 3))).toEqual({ 200: 20 });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
    expect(await loggedChanges(app.owner, stylist.id)).toMatchObject({ monthly: 1 });
  });

  it('The same time off twenty times at once is one, and nineteen duplicates that cost nothing', async () => {
    const stylist = await addStylist(app.owner);
    const body = { startDate: stylist.day(3), endDate: stylist.day(6) };
    const counts = await twentyTimes((instance) => instance.as(stylist.id).post('/v1/me/time-off').send(body));
    expect(counts).toEqual({ 201: 1, 409: 19 });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
  });

  it('Twenty cancellations of one override at once give it back once', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(app, stylist, 3).expect(200);
    const { body } = await setDay(app, stylist, 4).expect(200);
    const counts = await twentyTimes((instance) =>
      instance.as(stylist.id).delete(`/v1/me/overrides/${body.override.id}`),
    );
    expect(counts).toEqual({ 200: 1, 404: 19 });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
    expect(await loggedChanges(app.owner, stylist.id)).toMatchObject({ cancelled: 1 });
  });

  it('Different hours for one day at once leave one row, with each accepted change paid for', async () => {
    const stylist = await addStylist(app.owner);
    // None has the hours of the week: that one would cost nothing if it came first.
    const counts = await twentyTimes((instance, index) =>
      setDay(instance, stylist, 3, { isClosed: false, startTime: '10:30', endTime: `${11 + (index % 10)}:00` }),
    );
    expect(counts[200]! + (counts[429] ?? 0)).toBe(20);
    const stored = await storedBudget(app.owner, stylist.id);
    expect(await loggedChanges(app.owner, stylist.id)).toMatchObject({ monthly: stored?.used });
    const { rows } = await app.owner.query(`SELECT FROM public.schedule_overrides WHERE stylist_user_id = $1`, [
      stylist.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('Days, time off over them and cancellations at once leave counters that equal the rows', async () => {
    const stylist = await addStylist(app.owner);
    for (const offset of [3, 4, 5]) await setDay(app, stylist, offset).expect(200);
    const counts = await twentyTimes((instance, index) => {
      const offset = 3 + (index % 3);
      if (index % 5 === 0) {
        const body = { startDate: stylist.day(3), endDate: stylist.day(5 + index) };
        return instance.as(stylist.id).post('/v1/me/time-off').send(body);
      }
      if (index % 5 === 1) return setDay(instance, stylist, offset, { isClosed: true, isEmergency: true });
      return instance.as(stylist.id).delete(`/v1/me/availability/${stylist.day(offset)}`);
    });
    expect(Object.keys(counts).filter((status) => Number(status) >= 500)).toEqual([]);
    const { rows } = await app.owner.query<{ standing: number }>(
      `SELECT count(*) FILTER (WHERE charged_to = 'emergency')::int AS standing
         FROM public.schedule_overrides WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ tokens: 3 - (rows[0]?.standing ?? 0) });
  });
});
