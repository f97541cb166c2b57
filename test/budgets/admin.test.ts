import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget, storedBudget } from '../support/budgets.js';
import { addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const path = (stylist: TestStylist): string => `/v1/stylists/${stylist.id}/override-budget`;
const patch = (stylist: TestStylist, body: object) =>
  app
    .as('admin')
    .patch(path(stylist))
    .send({ reason: 'Agreed', ...body });

describe('A stylist’s budget', () => {
  it('A new budget is 10 changes per month and 3 emergency tokens', async () => {
    const stylist = await addStylist(app.owner, { name: 'Chandra' });
    const { body, headers } = await app.as('admin').get(path(stylist)).expect(200);
    expect(body).toEqual({
      stylistUserId: stylist.id,
      stylistName: 'Chandra',
      monthlyLimit: 10,
      monthlyUsed: 0,
      monthlyRemaining: 10,
      emergencyRemaining: 3,
      resetsAt: expect.any(String),
      lastOverrideAt: null,
    });
    expect(headers['etag']).toMatch(/^"[^"]+"$/);
    const own = await app.as(stylist.id).get('/v1/me/override-budget').expect(200);
    expect(own.body).toEqual(body);
    await app.as(stylist.id).get(path(stylist)).expect(200);
  });

  it('Another’s budget is 404 for a stylist and 403 for others; an unknown stylist’s is 404 for an admin', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await app.as('stylist').get(path(stylist)).expect(404);
    expect(body.code).toBe('STYLIST_NOT_FOUND');
    await app.as('customer').get(path(stylist)).expect(403);
    await app.as('admin').get(`/v1/stylists/${PERSONAS.customer}/override-budget`).expect(404);
    await app
      .as('admin')
      .patch(`/v1/stylists/${PERSONAS.customer}/override-budget`)
      .send({ grantEmergency: 1, reason: 'x' })
      .expect(404);
    await app.as(stylist.id).patch(path(stylist)).send({ monthlyLimit: 1_000, reason: 'More' }).expect(403);
  });
});

describe('An admin changes a budget', () => {
  it('An admin changes limit, tokens and count, with one row in the audit log with old values, new values and reason', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 7, tokens: 1 });
    const change = { monthlyLimit: 15, grantEmergency: 2, resetUsed: true, reason: 'Covered two absences' };
    const { body } = await patch(stylist, change).expect(200);
    expect(body).toMatchObject({ monthlyLimit: 15, monthlyUsed: 0, monthlyRemaining: 15, emergencyRemaining: 3 });
    const { rows } = await app.owner.query(
      `SELECT admin_user_id, action, target_type, severity, category, details
         FROM private.service_management_log WHERE target_id = $1`,
      [stylist.id],
    );
    expect(rows).toEqual([
      {
        admin_user_id: PERSONAS.admin,
        action: 'UPDATE_BUDGET',
        target_type: 'override_budget',
        severity: 'warning',
        category: 'configuration',
        details: {
          oldValues: { monthlyLimit: 10, monthlyUsed: 7, emergencyRemaining: 1 },
          newValues: { monthlyLimit: 15, monthlyUsed: 0, emergencyRemaining: 3 },
          reason: 'Covered two absences',
        },
      },
    ]);
  });

  it('An admin may set the limit below the used changes; 0 remain then', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 7 });
    const { body } = await patch(stylist, { monthlyLimit: 3 }).expect(200);
    expect(body).toMatchObject({ monthlyLimit: 3, monthlyUsed: 7, monthlyRemaining: 0 });
    await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(3)}`)
      .send({ isClosed: true })
      .expect(429);
  });

  it('An admin’s change without a difference writes and logs nothing', async () => {
    const stylist = await addStylist(app.owner);
    const before = await app.as('admin').get(path(stylist)).expect(200);
    const { headers } = await patch(stylist, { monthlyLimit: 10, emergencyRemaining: 3 }).expect(200);
    expect(headers['etag']).toBe(before.headers['etag']);
    const { rows } = await app.owner.query(`SELECT FROM private.service_management_log WHERE target_id = $1`, [
      stylist.id,
    ]);
    expect(rows).toHaveLength(0);
  });

  it.each([
    ['a reason alone', { monthlyLimit: undefined }, '', 'REQUIRED'],
    ['no reason', { monthlyLimit: 5, reason: undefined }, 'reason', 'REQUIRED'],
    ['a limit of 0', { monthlyLimit: 0 }, 'monthlyLimit', 'OUT_OF_RANGE'],
    ['a limit over 1,000', { monthlyLimit: 1_001 }, 'monthlyLimit', 'OUT_OF_RANGE'],
    ['more than 100 tokens', { emergencyRemaining: 101 }, 'emergencyRemaining', 'OUT_OF_RANGE'],
    ['a grant of more than 10', { grantEmergency: 11 }, 'grantEmergency', 'OUT_OF_RANGE'],
    ['tokens set and granted', { emergencyRemaining: 5, grantEmergency: 1 }, 'grantEmergency', 'NOT_ALLOWED'],
    ['resetUsed that is not true', { resetUsed: false }, 'resetUsed', 'NOT_ALLOWED'],
    ['a limit that is cleared', { monthlyLimit: null }, 'monthlyLimit', 'REQUIRED'],
  ])('A change of a budget is refused with %s', async (_name, body, field, code) => {
    const stylist = await addStylist(app.owner);
    const answer = await patch(stylist, body).expect(400);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ path: field, code }));
  });

  it('A grant to more than 100 tokens is refused', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { tokens: 95 });
    await patch(stylist, { grantEmergency: 6 }).expect(400);
    const { body } = await patch(stylist, { grantEmergency: 5 }).expect(200);
    expect(body.emergencyRemaining).toBe(100);
  });

  it('A change of a budget that has changed since the read is refused', async () => {
    const stylist = await addStylist(app.owner);
    const read = await app.as('admin').get(path(stylist)).expect(200);
    const etag = read.headers['etag'] ?? '';
    await patch(stylist, { monthlyLimit: 5 }).set('if-match', etag).expect(200);
    const { body } = await patch(stylist, { monthlyLimit: 6 }).set('if-match', etag).expect(412);
    expect(body.code).toBe('VERSION_MISMATCH');
    expect((await app.as('admin').get(path(stylist))).body.monthlyLimit).toBe(5);
  });

  it('Twenty grants at once add up', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { tokens: 0 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => patch(stylist, { grantEmergency: 2 })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ tokens: 40 });
  });
});

describe('The list of budgets', () => {
  it('The list of budgets filters by name, by a used up month and by active stylists', async () => {
    const fresh = await addStylist(app.owner, { name: 'Zenith_A 100%' });
    const spent = await addStylist(app.owner, { name: 'zenith_b' });
    const former = await addStylist(app.owner, { name: 'Zenith_C', isActive: false });
    await setBudget(app.owner, spent.id, { used: 12 });
    const listed = async (query: object): Promise<string[]> => {
      const { body } = await app.as('admin').get('/v1/override-budgets').query(query).expect(200);
      expect(body.total).toBe(body.items.length);
      return body.items.map(({ stylistUserId }: { stylistUserId: string }) => stylistUserId);
    };
    expect(await listed({ q: 'ZENITH_' })).toEqual([spent.id, fresh.id]);
    expect(await listed({ q: '100%' })).toEqual([fresh.id]);
    expect(await listed({ q: 'zenith_', exhausted: true })).toEqual([spent.id]);
    expect(await listed({ q: 'zenith_', exhausted: false })).toEqual([fresh.id]);
    expect(await listed({ q: 'zenith_', active: false })).toEqual([former.id]);
  });

  it('The list of budgets has pages, and is for admins only', async () => {
    const first = await app.as('admin').get('/v1/override-budgets').query({ limit: 2 }).expect(200);
    const all = await app.as('admin').get('/v1/override-budgets').query({ limit: 200 }).expect(200);
    const cursor = first.body.nextCursor as string;
    const rest = await app.as('admin').get('/v1/override-budgets').query({ limit: 200, cursor }).expect(200);
    expect([...first.body.items, ...rest.body.items]).toEqual(all.body.items);
    expect(first.body.total).toBe(all.body.items.length);
    await app.as('stylist').get('/v1/override-budgets').expect(403);
    await app.as('auditor').get('/v1/override-budgets').expect(403);
  });
});
