import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget, storedBudget } from '../support/budgets.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const preview = (stylist: TestStylist, body: object) => app.as(stylist.id).post('/v1/me/overrides/preview').send(body);

async function writtenRows(stylist: TestStylist): Promise<number> {
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM public.schedule_overrides WHERE stylist_user_id = $1)::int
          + (SELECT count(*) FROM private.schedule_change_log WHERE stylist_user_id = $1)::int AS n`,
    [stylist.id],
  );
  return rows[0]?.n ?? -1;
}

describe('Previewing a change', () => {
  it('The preview of a day shows the effective day and the cost, and writes nothing', async () => {
    const stylist = await addStylist(app.owner);
    const request = { date: stylist.day(3), isClosed: true, startTime: '10:00', endTime: '12:00' };
    const { body } = await preview(stylist, request).expect(200);
    expect(body).toMatchObject({
      days: [
        {
          date: stylist.day(3),
          stylistUserId: stylist.id,
          before: { windows: [{ start: '10:00', end: '18:00' }], blocks: [] },
          after: { windows: [{ start: '12:00', end: '18:00' }], blocks: [{ start: '10:00', end: '12:00' }] },
        },
      ],
      affectedBookings: [],
      affectedBookingsTotal: 0,
      charge: 'monthly',
      budget: { monthlyUsed: 0, monthlyRemaining: 10 },
      refusal: null,
    });
    expect(await writtenRows(stylist)).toBe(0);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
  });

  it('The preview of time off shows each date and the affected bookings', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(4), ['11:00', '12:00']);
    const request = { startDate: stylist.day(3), endDate: stylist.day(5) };
    const { body } = await preview(stylist, request).expect(200);
    expect(body).toMatchObject({
      days: [
        { date: stylist.day(3), after: { status: 'closed' } },
        { date: stylist.day(4), before: { bookings: 1 }, after: { status: 'closed', bookings: 1 } },
        { date: stylist.day(5), after: { status: 'closed' } },
      ],
      affectedBookings: [{ id: booking }],
      affectedBookingsTotal: 1,
      refusal: 'BOOKINGS_AFFECTED',
    });
    const urgent = await preview(stylist, { ...request, isEmergency: true }).expect(200);
    expect(urgent.body).toMatchObject({ charge: 'emergency', affectedBookingsTotal: 1, refusal: null });
    expect(await writtenRows(stylist)).toBe(0);
  });

  it('The preview of a day that is set already costs nothing', async () => {
    const stylist = await addStylist(app.owner);
    await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(3)}`)
      .send({ isClosed: true })
      .expect(200);
    const { body } = await preview(stylist, { date: stylist.day(3), isClosed: true }).expect(200);
    expect(body).toMatchObject({ charge: 'none', refusal: null, days: [{ before: { status: 'closed' } }] });
  });

  it('The preview shows the code with which the change would be refused', async () => {
    const stylist = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(3), stylist.day(4)];
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    await setBudget(app.owner, stylist.id, { used: 10 });
    const opening = { date: stylist.day(3), isClosed: false, startTime: '12:00', endTime: '14:00' };
    const refusals = [
      await preview(stylist, opening).expect(200),
      await preview(stylist, { startDate: range[0], endDate: range[1] }).expect(200),
      await preview(stylist, { date: stylist.day(6), isClosed: true }).expect(200),
    ].map(({ body }) => body.refusal);
    expect(refusals).toEqual(['CLOSED_BY_ADMIN', 'DUPLICATE_OVERRIDE', 'OVERRIDE_BUDGET_EXHAUSTED']);
  });

  it.each([
    ['neither a date nor a range', {}, 'date', 'REQUIRED'],
    ['a date without isClosed', { date: '{3}' }, 'isClosed', 'REQUIRED'],
    ['a date beside a range', { date: '{3}', isClosed: true, endDate: '{4}' }, 'endDate', 'NOT_ALLOWED'],
    ['half a range', { startDate: '{3}' }, 'endDate', 'REQUIRED'],
    ['times beside a range', { startDate: '{3}', endDate: '{4}', isClosed: true }, 'isClosed', 'NOT_ALLOWED'],
    ['a past date', { date: '{-1}', isClosed: true }, 'date', 'DATE_IN_PAST'],
    ['time off that is too long', { startDate: '{3}', endDate: '{17}' }, 'endDate', 'RANGE_TOO_LONG'],
  ])('The preview is refused for %s', async (_name, template, path, code) => {
    const stylist = await addStylist(app.owner);
    const filled = JSON.stringify(template).replaceAll(/\{(-?\d+)\}/g, (_match, days: string) =>
      stylist.day(Number(days)),
    );
    const { body } = await preview(stylist, JSON.parse(filled) as object).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path, code })]);
  });
});
