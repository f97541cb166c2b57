import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { loggedChanges, setBudget, storedBudget } from '../support/budgets.js';
import { actionsOn, changesOf, countOverrides } from '../support/overrides.js';
import { addOverride, addStylist, type TestStylist } from '../support/stylists.js';

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

const PATH = '/v1/schedule-overrides';
const remove = (id: string, instance = app) => instance.as('admin').delete(`${PATH}/${id}`);

async function vacation(from: number, to: number): Promise<{ stylist: TestStylist; id: string }> {
  const stylist = await addStylist(app.owner);
  const range: [string, string] = [stylist.day(from), stylist.day(to)];
  const id = await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
  return { stylist, id };
}

describe('Deleting an override', () => {
  it('Deleting an override to come removes it, and both logs keep its old values', async () => {
    const { stylist, id } = await vacation(3, 5);
    const { text } = await remove(id).expect(204);
    expect(text).toBe('');
    await app.as('admin').get(`${PATH}/${id}`).expect(404);
    expect(await actionsOn(app.owner, id)).toMatchObject([
      { action: 'DELETE_OVERRIDE', actor: PERSONAS.admin, details: { oldValues: { id }, newValues: null } },
    ]);
    expect(await changesOf(app.owner, stylist.id)).toMatchObject([
      { date: stylist.day(3), change_type: 'availability_override', old_values: { id }, new_values: null },
    ]);
    expect((await remove(id).expect(404)).body.code).toBe('OVERRIDE_NOT_FOUND');
  });

  it('Deleting an override that began before today ends it yesterday; one that is over stays', async () => {
    const { stylist, id } = await vacation(-3, 3);
    await remove(id).expect(204);
    const { body } = await app.as('admin').get(`${PATH}/${id}`).expect(200);
    expect(body).toMatchObject({ startDate: stylist.day(-3), endDate: stylist.day(-1), status: 'past' });
    expect(await changesOf(app.owner, stylist.id)).toMatchObject([{ date: stylist.day(0), new_values: null }]);
    expect((await remove(id).expect(409)).body.code).toBe('OVERRIDE_IN_PAST');
    expect(await actionsOn(app.owner, id)).toHaveLength(1);
  });

  it('Deleting an override that began earlier removes it where, ended yesterday, it would repeat another', async () => {
    const { stylist, id } = await vacation(-3, 3);
    const range: [string, string] = [stylist.day(-3), stylist.day(-1)];
    const twin = await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    await remove(id).expect(204);
    await app.as('admin').get(`${PATH}/${id}`).expect(404);
    await app.as('admin').get(`${PATH}/${twin}`).expect(200);
  });

  it('A stylist ends time off that began earlier, also where a twin ended yesterday', async () => {
    const stylist = await addStylist(app.owner);
    const range = { startDate: stylist.day(3), endDate: stylist.day(6) };
    const { body } = await app.as(stylist.id).post('/v1/me/time-off').send(range).expect(201);
    await app.owner.query(
      `UPDATE public.schedule_overrides SET start_date = start_date - 5, end_date = end_date - 5 WHERE id = $1`,
      [body.override.id],
    );
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range: [stylist.day(-2), stylist.day(-1)] });
    await app.as(stylist.id).delete(`/v1/me/overrides/${body.override.id}`).expect(200);
    await app.as(stylist.id).get(`/v1/me/overrides/${body.override.id}`).expect(404);
  });

  it('Deleting an override that began today removes it', async () => {
    const { id } = await vacation(0, 3);
    await remove(id).expect(204);
    await app.as('admin').get(`${PATH}/${id}`).expect(404);
  });

  it('Deleting an override for all stylists is only in the service management log', async () => {
    const stylist = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(90), stylist.day(91)];
    const id = await addOverride(app.owner, { type: 'business_closure', range });
    const { rows: before } = await app.owner.query(`SELECT FROM private.schedule_change_log`);
    await remove(id).expect(204);
    expect(await actionsOn(app.owner, id)).toHaveLength(1);
    const { rows: after } = await app.owner.query(`SELECT FROM private.schedule_change_log`);
    expect(after).toHaveLength(before.length);
  });
});

describe('Deleting an override that a stylist made', () => {
  it('Deleting a stylist’s override to come gives back a unit of this month, or a token', async () => {
    const stylist = await addStylist(app.owner);
    const range = { startDate: stylist.day(3), endDate: stylist.day(6) };
    const timeOff = await app.as(stylist.id).post('/v1/me/time-off').send(range).expect(201);
    const day = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(9)}`)
      .send({ isClosed: true, isEmergency: true })
      .expect(200);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1, tokens: 2 });
    await remove(timeOff.body.override.id).expect(204);
    await remove(day.body.override.id).expect(204);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
    expect(await actionsOn(app.owner, timeOff.body.override.id)).toMatchObject([
      { details: { refunded: { monthly: 1, emergency: 0 } } },
    ]);
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 1, emergency: 1, cancelled: 2 });
  });

  it('Deleting a stylist’s override gives back nothing once it has begun, and no unit of an earlier month', async () => {
    const stylist = await addStylist(app.owner);
    const today = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(0)}`)
      .send({ isClosed: true, isEmergency: true })
      .expect(200);
    const { body } = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(3)}`)
      .send({ isClosed: true });
    await app.owner.query(
      `UPDATE public.schedule_overrides SET charged_at = now() - interval '40 days' WHERE id = $1`,
      [body.override.id],
    );
    await remove(today.body.override.id).expect(204);
    await remove(body.override.id).expect(204);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1, tokens: 2 });
  });

  it('Twenty deletions at once, with a cancellation of the stylist, give the cost back once', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 5 });
    const { body } = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(3)}`)
      .send({ isClosed: true });
    const { id } = body.override;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const instance = index % 2 === 0 ? app : second;
        return index % 4 < 2 ? remove(id, instance) : instance.as(stylist.id).delete(`/v1/me/overrides/${id}`);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(19);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 5 });
    expect(await loggedChanges(app.owner, stylist.id)).toMatchObject({ cancelled: 1 });
  });
});

describe('Changes at once', () => {
  it('The same override twenty times at once is one, and nineteen duplicates', async () => {
    const stylist = await addStylist(app.owner);
    const before = await countOverrides(app.owner);
    const body = {
      overrideType: 'stylist_vacation',
      appliesToAllStylists: false,
      stylistUserId: stylist.id,
      startDate: stylist.day(3),
      endDate: stylist.day(5),
      isClosed: true,
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? app : second).as('admin').post(PATH).send(body)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body: told }) => told.code === 'DUPLICATE_OVERRIDE')).toHaveLength(19);
    expect(await countOverrides(app.owner)).toBe(before + 1);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(1);
  });

  it('Twenty edits at once under one tag are one, and nineteen 412', async () => {
    const { stylist, id } = await vacation(3, 5);
    const { headers } = await app.as('admin').get(`${PATH}/${id}`).expect(200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? app : second)
          .as('admin')
          .patch(`${PATH}/${id}`)
          .set('if-match', headers['etag'] ?? '')
          .send({ priority: index }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(1);
  });

  it('An admin’s deletions and moves beside the stylist’s changes end without a deadlock, and counters equal the rows', async () => {
    const stylist = await addStylist(app.owner);
    const ids: string[] = [];
    for (const offset of [3, 4, 5, 6]) {
      const path = `/v1/me/availability/${stylist.day(offset)}`;
      const { body } = await app
        .as(stylist.id)
        .put(path)
        .send({ isClosed: true, isEmergency: offset === 3 });
      ids.push(body.override.id);
    }
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const instance = index % 2 === 0 ? app : second;
        const id = ids[index % ids.length]!;
        if (index % 5 === 0) return remove(id, instance);
        if (index % 5 === 1) return instance.as('admin').patch(`${PATH}/${id}`).send({ priority: index });
        if (index % 5 === 2) return instance.as(stylist.id).delete(`/v1/me/overrides/${id}`);
        const path = `/v1/me/availability/${stylist.day(3 + (index % 4))}`;
        return instance
          .as(stylist.id)
          .put(path)
          .send({ isClosed: true, isEmergency: index % 10 === 3 });
      }),
    );
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    const { rows } = await app.owner.query<{ tokens: number }>(
      `SELECT 3 - count(*)::int AS tokens FROM public.schedule_overrides
        WHERE stylist_user_id = $1 AND charged_to = 'emergency'`,
      [stylist.id],
    );
    const replacedTokens = answers.filter(({ body }) => body.charged === 'emergency').length;
    const stored = await storedBudget(app.owner, stylist.id);
    expect(stored?.tokens).toBeLessThanOrEqual(rows[0]?.tokens ?? 0);
    expect(stored?.tokens).toBeGreaterThanOrEqual((rows[0]?.tokens ?? 0) - replacedTokens);
  });
});
