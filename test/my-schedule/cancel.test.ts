import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { loggedChanges, setBudget, storedBudget } from '../support/budgets.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const setDay = (stylist: TestStylist, offset: number, body: object) =>
  app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);
const clearDay = (stylist: TestStylist, offset: number) =>
  app.as(stylist.id).delete(`/v1/me/availability/${stylist.day(offset)}`);
const cancel = (stylist: TestStylist, id: string) => app.as(stylist.id).delete(`/v1/me/overrides/${id}`);

/** Moves an own override's dates, as if so many days had passed since. */
async function age(id: string, days: number): Promise<void> {
  await app.owner.query(
    `UPDATE public.schedule_overrides SET start_date = start_date - $2::int, end_date = end_date - $2::int WHERE id = $1`,
    [id, days],
  );
}

async function timeOff(stylist: TestStylist, from: number, to: number): Promise<string> {
  const range = { startDate: stylist.day(from), endDate: stylist.day(to) };
  const { body } = await app.as(stylist.id).post('/v1/me/time-off').send(range).expect(201);
  return body.override.id;
}

async function dates(id: string): Promise<{ from: string; to: string } | undefined> {
  const { rows } = await app.owner.query<{ from: string; to: string }>(
    `SELECT start_date::text AS from, end_date::text AS to FROM public.schedule_overrides WHERE id = $1`,
    [id],
  );
  return rows[0];
}

describe('Clearing a day', () => {
  it('Clearing a day removes all day rows of the date, blocks too, and gives back the cost of each', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 3, { isClosed: false, startTime: '12:00', endTime: '20:00' }).expect(200);
    await setDay(stylist, 3, { isClosed: true, startTime: '13:00', endTime: '14:00', isEmergency: true }).expect(200);
    const { body } = await clearDay(stylist, 3).expect(200);
    expect(body).toMatchObject({
      refunded: { monthly: 1, emergency: 1 },
      budget: { monthlyUsed: 0, emergencyRemaining: 3 },
    });
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 1, emergency: 1, cancelled: 1 });
    await clearDay(stylist, 3)
      .expect(404)
      .expect(({ body: gone }) => expect(gone.code).toBe('OVERRIDE_NOT_FOUND'));
  });

  it('Clearing a day gives back the cost of the last row, not of the replaced ones', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 3, { isClosed: true }).expect(200);
    await setDay(stylist, 3, { isClosed: false, startTime: '12:00', endTime: '20:00' }).expect(200);
    const { body } = await clearDay(stylist, 3).expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 1, emergency: 0 }, budget: { monthlyUsed: 1 } });
  });

  it('Clearing today removes the rows and gives nothing back', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 0, { isClosed: true, isEmergency: true }).expect(200);
    const { body } = await clearDay(stylist, 0).expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 0, emergency: 0 }, budget: { emergencyRemaining: 2 } });
  });

  it('Clearing a day that is over is refused', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await setDay(stylist, 1, { isClosed: true }).expect(200);
    await age(body.override.id, 2);
    const refused = await clearDay(stylist, -1).expect(409);
    expect(refused.body.code).toBe('OVERRIDE_IN_PAST');
    expect(await dates(body.override.id)).toBeDefined();
  });

  it('Clearing a day is refused with the list where bookings would be left outside the working hours', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 3, { isClosed: false, startTime: '10:00', endTime: '22:00' }).expect(200);
    const booking = await addBooking(app.owner, stylist, stylist.day(3), ['20:00', '21:00']);
    const { body } = await clearDay(stylist, 3).expect(409);
    expect(body).toMatchObject({ code: 'BOOKINGS_AFFECTED', affectedBookings: [{ id: booking }] });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
  });

  it('Clearing a day leaves time off and admins’ overrides of the date', async () => {
    const stylist = await addStylist(app.owner);
    const id = await timeOff(stylist, 2, 4);
    await setDay(stylist, 3, { isClosed: false, startTime: '12:00', endTime: '20:00' }).expect(200);
    await clearDay(stylist, 3).expect(200);
    expect(await dates(id)).toBeDefined();
    await clearDay(stylist, 3).expect(404);
  });
});

describe('Cancelling an override', () => {
  it('Cancelling an override to come removes it and gives back its cost', async () => {
    const stylist = await addStylist(app.owner);
    const id = await timeOff(stylist, 5, 7);
    const { body } = await cancel(stylist, id).expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 1, emergency: 0 }, budget: { monthlyUsed: 0 } });
    expect(await dates(id)).toBeUndefined();
    const { rows } = await app.owner.query(
      `SELECT change_date::text AS date, old_values, new_values FROM private.schedule_change_log
        WHERE stylist_user_id = $1 ORDER BY id DESC LIMIT 1`,
      [stylist.id],
    );
    expect(rows).toMatchObject([{ date: stylist.day(5), old_values: { id }, new_values: null }]);
  });

  it('Cancelling an override of an earlier month gives back no unit, but a token', async () => {
    const stylist = await addStylist(app.owner);
    const id = await timeOff(stylist, 5, 7);
    const urgent = await setDay(stylist, 9, { isClosed: true, isEmergency: true }).expect(200);
    await app.owner.query(
      `UPDATE public.schedule_overrides SET charged_at = charged_at - interval '40 days' WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    const unit = await cancel(stylist, id).expect(200);
    expect(unit.body).toMatchObject({ refunded: { monthly: 0, emergency: 0 }, budget: { monthlyUsed: 1 } });
    const token = await cancel(stylist, urgent.body.override.id).expect(200);
    expect(token.body).toMatchObject({ refunded: { monthly: 0, emergency: 1 }, budget: { emergencyRemaining: 3 } });
  });

  it('Cancelling an override that has begun ends it yesterday, and gives nothing back', async () => {
    const stylist = await addStylist(app.owner);
    const id = await timeOff(stylist, 1, 5);
    await age(id, 3);
    const { body } = await cancel(stylist, id).expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 0, emergency: 0 }, budget: { monthlyUsed: 1 } });
    expect(await dates(id)).toEqual({ from: stylist.day(-2), to: stylist.day(-1) });
    await cancel(stylist, id)
      .expect(409)
      .expect(({ body: over }) => expect(over.code).toBe('OVERRIDE_IN_PAST'));
  });

  it('Cancelling an override that began today removes it, and gives nothing back', async () => {
    const stylist = await addStylist(app.owner);
    const id = await timeOff(stylist, 1, 5);
    await age(id, 1);
    const { body } = await cancel(stylist, id).expect(200);
    expect(body.refunded).toEqual({ monthly: 0, emergency: 0 });
    expect(await dates(id)).toBeUndefined();
  });

  it('Cancelling an override gives back no more than 100 tokens in all', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await setDay(stylist, 3, { isClosed: true, isEmergency: true }).expect(200);
    await setBudget(app.owner, stylist.id, { tokens: 100 });
    const answer = await cancel(stylist, body.override.id).expect(200);
    expect(answer.body).toMatchObject({ refunded: { monthly: 0, emergency: 0 }, budget: { emergencyRemaining: 100 } });
  });

  it('Clearing a date with two emergencies at 99 tokens says that it gives back one', async () => {
    const stylist = await addStylist(app.owner);
    const morning = { isClosed: true, startTime: '10:00', endTime: '11:00', isEmergency: true };
    const path = `/v1/me/availability/${stylist.day(3)}`;
    await setDay(stylist, 3, morning).expect(200);
    await setDay(stylist, 3, { ...morning, startTime: '12:00', endTime: '13:00' }).expect(200);
    await setBudget(app.owner, stylist.id, { tokens: 99 });
    const { body } = await app.as(stylist.id).delete(path).expect(200);
    expect(body).toMatchObject({ refunded: { monthly: 0, emergency: 1 }, budget: { emergencyRemaining: 100 } });
  });

  it('Cancelling is one same 404 for an admin’s override, for another stylist’s and for an unknown id', async () => {
    const stylist = await addStylist(app.owner);
    const other = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(5), stylist.day(6)];
    const ofOther = await timeOff(other, 5, 6);
    const ids = [
      await addOverride(app.owner, { type: 'stylist_vacation', stylist, range }),
      await addOverride(app.owner, { type: 'business_closure', range }),
      ofOther,
      '00000000-0000-4000-8000-999999999999',
    ];
    for (const id of ids) {
      const { body } = await cancel(stylist, id).expect(404);
      expect(body.code).toBe('OVERRIDE_NOT_FOUND');
    }
    const { rows } = await app.owner.query(
      `SELECT count(*)::int AS refusals FROM private.service_management_log WHERE admin_user_id = $1 AND action = 'REFUSED'`,
      [stylist.id],
    );
    expect(rows).toEqual([{ refusals: 3 }]);
  });

  it('Cancelling an override that has changed since the read is refused', async () => {
    const stylist = await addStylist(app.owner);
    const { body, headers } = await setDay(stylist, 3, { isClosed: true }).expect(200);
    await cancel(stylist, body.override.id).set('if-match', '"another"').expect(412);
    await cancel(stylist, body.override.id)
      .set('if-match', headers['etag'] ?? '')
      .expect(200);
  });
});
