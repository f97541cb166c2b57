import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { firstOfNextMonth, instantText } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget, storedBudget } from '../support/budgets.js';
import { type ClockDatabase, createClockDatabase } from '../support/clock.js';
import { addStylist } from '../support/stylists.js';

let database: ClockDatabase;
let app: TestApp;

beforeAll(async () => {
  database = await createClockDatabase();
  app = await startApp({}, { database });
  // A closure of the salon would leave a change without effect.
  await app.owner.query('DELETE FROM public.schedule_overrides WHERE applies_to_all_stylists');
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const ZONE = 'Asia/Kathmandu';

it('A change that waits over midnight of the first counts in the month in which it is written', async () => {
  const stylist = await addStylist(app.owner, { zone: ZONE });
  const turn = firstOfNextMonth(ZONE, Date.now());
  await setBudget(app.owner, stylist.id, { used: 7 });
  await app.owner.query(`UPDATE public.stylist_override_budgets SET budget_reset_at = $2 WHERE stylist_user_id = $1`, [
    stylist.id,
    new Date(turn),
  ]);
  await database.moveTo(new Date(turn - 2_000));
  const holder = await app.owner.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM public.stylist_override_budgets WHERE stylist_user_id = $1 FOR UPDATE', [
    stylist.id,
  ]);
  const waiting = app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(20)}`)
    .send({ isClosed: true })
    .then((answer) => answer);
  await untilWaiting();
  // Another change of the new month was written meanwhile.
  const next = firstOfNextMonth(ZONE, turn + 1_000);
  await holder.query(
    `UPDATE public.stylist_override_budgets SET current_month_overrides = 1, budget_reset_at = $2
      WHERE stylist_user_id = $1`,
    [stylist.id, new Date(next)],
  );
  await database.moveTo(new Date(turn + 1_000));
  await holder.query('COMMIT');
  holder.release();
  const { status, body } = await waiting;
  expect(status).toBe(200);
  expect(body.budget).toMatchObject({ monthlyUsed: 2, resetsAt: instantText(next) });
  expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 2, resetsAt: new Date(next) });
  // The refund knows the month, too.
  const cleared = await app
    .as(stylist.id)
    .delete(`/v1/me/availability/${stylist.day(20)}`)
    .expect(200);
  expect(cleared.body).toMatchObject({ refunded: { monthly: 1 }, budget: { monthlyUsed: 1 } });
});

it('The filter for exhausted budgets agrees with the budget that is shown after a stylist moves to another zone', async () => {
  const stylist = await addStylist(app.owner, { name: 'Moves to the east', zone: ZONE });
  const turn = firstOfNextMonth(ZONE, Date.now() + 40 * 86_400_000);
  await setBudget(app.owner, stylist.id, { used: 10 });
  // As stored in New York, where the month turns some eleven hours later.
  await app.owner.query(`UPDATE public.stylist_override_budgets SET budget_reset_at = $2 WHERE stylist_user_id = $1`, [
    stylist.id,
    new Date(turn + 11 * 3_600_000),
  ]);
  await database.moveTo(new Date(turn + 3_600_000));
  const { body } = await app.as('admin').get(`/v1/stylists/${stylist.id}/override-budget`).expect(200);
  expect(body).toMatchObject({ monthlyUsed: 0, monthlyRemaining: 10 });
  const query = { exhausted: true, q: 'Moves to the east' };
  const exhausted = await app.as('admin').get('/v1/override-budgets').query(query).expect(200);
  expect(exhausted.body.items).toEqual([]);
});

async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rows } = await app.owner.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
