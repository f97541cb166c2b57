import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstOfNextMonth } from '../../src/calendar/wall-clock.js';
import { BudgetCleanup } from '../../src/schedules/budgets/budget-cleanup.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget, storedBudget, turnMonth } from '../support/budgets.js';
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

const budget = (stylist: TestStylist) => app.as(stylist.id).get('/v1/me/override-budget').expect(200);
const setDay = (stylist: TestStylist, offset: number, body: object = { isClosed: true }) =>
  app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);

describe('The month', () => {
  it.each(['Asia/Kathmandu', 'Europe/London', 'America/New_York', 'Pacific/Kiritimati'])(
    'The month turns at midnight of the first in the stylist’s zone: %s',
    async (zone) => {
      const stylist = await addStylist(app.owner, { zone });
      const { body } = await budget(stylist);
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      expect(local.format(new Date(body.resetsAt))).toBe('1, 00:00');
      expect(Date.parse(body.resetsAt)).toBeGreaterThan(Date.now());
    },
  );

  it('The month turns by the new zone when the stylist moves to it', async () => {
    const stylist = await addStylist(app.owner, { zone: 'Asia/Kathmandu' });
    await setDay(stylist, 3).expect(200);
    await app.owner.query(`UPDATE public.stylist_profiles SET timezone = 'America/New_York' WHERE user_id = $1`, [
      stylist.id,
    ]);
    const { body } = await budget(stylist);
    expect(Date.parse(body.resetsAt)).toBe(firstOfNextMonth('America/New_York', Date.now()));
  });

  it.each(['1 minute', '3 months'])('Every read sees a month that turned %s ago, without any job', async (ago) => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 10, tokens: 1 });
    await turnMonth(app.owner, stylist.id, ago);
    const { body } = await budget(stylist);
    expect(body).toMatchObject({ monthlyUsed: 0, monthlyRemaining: 10, emergencyRemaining: 1 });
    expect(Date.parse(body.resetsAt)).toBeGreaterThan(Date.now());
    const list = await app.as('admin').get('/v1/override-budgets').query({ exhausted: true, limit: 200 }).expect(200);
    expect(list.body.items).not.toContainEqual(expect.objectContaining({ stylistUserId: stylist.id }));
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 10 });
  });

  it('The next spend resets the month once, however many months were missed, and tokens stay', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 10, tokens: 1 });
    await turnMonth(app.owner, stylist.id, '5 months');
    await setDay(stylist, 3).expect(200);
    const { body } = await setDay(stylist, 4).expect(200);
    expect(body.budget).toMatchObject({ monthlyUsed: 2, emergencyRemaining: 1 });
    const stored = await storedBudget(app.owner, stylist.id);
    expect(stored?.resetsAt).toEqual(new Date(body.budget.resetsAt));
  });

  it('An emergency resets a month that has turned, and spends only the token', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 10 });
    await turnMonth(app.owner, stylist.id);
    const { body } = await setDay(stylist, 3, { isClosed: true, isEmergency: true }).expect(200);
    expect(body.budget).toMatchObject({ monthlyUsed: 0, emergencyRemaining: 2 });
  });

  it('No unit of the month before comes back', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 3).expect(200);
    await turnMonth(app.owner, stylist.id);
    const { body } = await app
      .as(stylist.id)
      .delete(`/v1/me/availability/${stylist.day(3)}`)
      .expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 0, emergency: 0 }, budget: { monthlyUsed: 0 } });
  });

  it('The budget is 304 for a reader who has it, until it changes', async () => {
    const stylist = await addStylist(app.owner);
    const before = await budget(stylist);
    await app
      .as(stylist.id)
      .get('/v1/me/override-budget')
      .set('if-none-match', before.headers['etag'] ?? '')
      .expect(304);
    await setBudget(app.owner, stylist.id, { used: 4 });
    const after = await budget(stylist);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
  });
});

describe('A missing budget row', () => {
  it('A missing budget row reads as an untouched budget, and the first spend inserts it', async () => {
    const stylist = await addStylist(app.owner);
    await app.owner.query(`DELETE FROM public.stylist_override_budgets WHERE stylist_user_id = $1`, [stylist.id]);
    const { body } = await budget(stylist);
    expect(body).toMatchObject({ monthlyLimit: 10, monthlyUsed: 0, emergencyRemaining: 3, lastOverrideAt: null });
    const spent = await setDay(stylist, 3).expect(200);
    expect(spent.body.budget).toMatchObject({ monthlyUsed: 1, monthlyRemaining: 9, emergencyRemaining: 3 });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1, tokens: 3 });
  });

  it('Ten changes at once insert a missing budget row once', async () => {
    const stylist = await addStylist(app.owner);
    await app.owner.query(`DELETE FROM public.stylist_override_budgets WHERE stylist_user_id = $1`, [stylist.id]);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => setDay(stylist, index + 1)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 10, tokens: 3 });
  });

  it('An admin’s change inserts a missing budget row', async () => {
    const stylist = await addStylist(app.owner);
    await app.owner.query(`DELETE FROM public.stylist_override_budgets WHERE stylist_user_id = $1`, [stylist.id]);
    const path = `/v1/stylists/${stylist.id}/override-budget`;
    const { body } = await app.as('admin').patch(path).send({ grantEmergency: 1, reason: 'Goodwill' }).expect(200);
    expect(body).toMatchObject({ monthlyLimit: 10, emergencyRemaining: 4 });
  });
});

describe('The daily cleanup', () => {
  it('The daily cleanup stores every month that has turned once, on any number of instances at the same time', async () => {
    const zones = ['Asia/Kathmandu', 'Europe/London', 'America/New_York'];
    const stylists = await Promise.all(
      Array.from({ length: 12 }, (_, index) => addStylist(app.owner, { zone: zones[index % 3] ?? '' })),
    );
    for (const { id } of stylists) {
      await setBudget(app.owner, id, { used: 10, tokens: 2 });
      await turnMonth(app.owner, id, '2 months');
    }
    const untouched = await addStylist(app.owner);
    await setBudget(app.owner, untouched.id, { used: 4 });
    const sweeps = [app, second, app, second].map((instance) => instance.app.get(BudgetCleanup).turnMonths());
    const turned = await Promise.all(sweeps);
    expect(turned.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(12);
    for (const { id, zone } of stylists) {
      const stored = await storedBudget(app.owner, id);
      expect(stored).toMatchObject({ used: 0, tokens: 2 });
      expect(stored?.resetsAt.getTime()).toBe(firstOfNextMonth(zone, Date.now()));
    }
    expect(await storedBudget(app.owner, untouched.id)).toMatchObject({ used: 4 });
    expect(await app.app.get(BudgetCleanup).turnMonths()).toBe(0);
  });
});
