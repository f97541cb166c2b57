import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PERSONAS } from '../../src/examples/personas.js';
import { CHECK_LIST, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { openPromotion, outcomeOf, promotionIn } from '../support/promotions.js';
import { addStylist, addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const open = (body: object, who = 'admin') => app.as(who).post('/v1/promotions').send(body);

describe('Opening a promotion', () => {
  it('creates a draft with fresh checks, a note, an audit row and a Location', async () => {
    const userId = await addUser(app.owner, 'Maya Thapa');
    const { body, headers } = await open({ userId, note: '  Knows colour  ' }).expect(201);
    expect(body).toMatchObject({
      userId,
      userName: 'Maya Thapa',
      status: 'draft',
      checks: Object.fromEntries(CHECK_LIST.map(({ field, values }) => [field, values[0]])),
      requirements: { due: REQUIREMENTS, satisfied: [] },
      requestedBy: PERSONAS.admin,
      previousPromotionId: null,
      profileDraft: null,
      notes: [{ adminId: PERSONAS.admin, adminName: 'Sunita Maharjan', action: 'create', note: 'Knows colour' }],
    });
    expect(headers['location']).toBe(`/v1/promotions/${(body as { id: string }).id}`);
    const shown = await app.as('admin').get(headers['location']!).expect(200);
    expect({ body: shown.body, etag: shown.headers['etag'] }).toEqual({ body, etag: headers['etag'] });
    expect(await outcomeOf(app, userId)).toMatchObject({ statuses: ['draft'], actions: { CREATE_PROMOTION: 1 } });
  });

  it('answers with the open one, unchanged: the requester stays, the note is ignored, nothing is logged', async () => {
    const { path, userId } = await promotionIn(app, 'pending_training');
    const before = await app.as('second-admin').get(path).expect(200);
    const outcome = await outcomeOf(app, userId);
    const again = await open({ userId, note: 'Once more' }, 'second-admin').expect(200);
    expect(again.body).toEqual(before.body);
    expect(again.headers['etag']).toBe(before.headers['etag']);
    expect(again.headers['location']).toBeUndefined();
    expect(await outcomeOf(app, userId)).toEqual(outcome);
  });

  it.each(['rejected', 'revoked'] as const)(
    'after one that was %s starts with fresh checks and a link to it',
    async (end) => {
      const earlier = await promotionIn(app, end);
      const next = await openPromotion(app, earlier.userId);
      const { body } = await app.as('admin').get(next.path).expect(200);
      expect(body).toMatchObject({
        previousPromotionId: earlier.id,
        status: 'draft',
        requirements: { satisfied: [] },
        profileDraft: null,
      });
      expect((body as { notes: unknown[] }).notes).toHaveLength(1);
      const third = await app.as('admin').post(`${next.path}/reject`).send({ reason: 'No' }).expect(200);
      expect(third.body).toMatchObject({ previousPromotionId: earlier.id });
      expect(await (await app.as('admin').get((await openPromotion(app, earlier.userId)).path)).body).toMatchObject({
        previousPromotionId: next.id,
      });
    },
  );

  it('is refused for an unknown user, a user without profile, the admin itself and an active stylist', async () => {
    expect((await open({ userId: randomUUID() }).expect(404)).body).toMatchObject({ code: 'USER_NOT_FOUND' });
    const withoutProfile = randomUUID();
    await app.owner.query('INSERT INTO auth.users (id, email) VALUES ($1, $2)', [withoutProfile, withoutProfile]);
    expect((await open({ userId: withoutProfile }).expect(404)).body).toMatchObject({ code: 'USER_NOT_FOUND' });
    expect((await open({ userId: PERSONAS.admin }).expect(403)).body).toMatchObject({ code: 'SELF_PROMOTION' });
    const { id } = await addStylist(app.owner);
    expect((await open({ userId: id }).expect(409)).body).toMatchObject({ code: 'ALREADY_STYLIST' });
    expect((await outcomeOf(app, id)).statuses).toEqual([]);
  });

  it.each([
    ['an inactive profile', `UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1`],
    ['an ended role', `UPDATE public.user_roles SET is_active = false WHERE user_id = $1`],
    ['an expired role', `UPDATE public.user_roles SET expires_at = now() - interval '1 day' WHERE user_id = $1`],
    ['no role', `DELETE FROM public.user_roles WHERE user_id = $1`],
  ])('works for a former stylist with %s', async (_, sql) => {
    const { id } = await addStylist(app.owner);
    await app.owner.query(sql, [id]);
    await open({ userId: id }).expect(201);
  });

  it.each([
    [{}, 'userId', 'REQUIRED'],
    [{ userId: 'me' }, 'userId', 'INVALID_ID'],
    [{ userId: PERSONAS.customer, note: 'x'.repeat(1_001) }, 'note', 'TOO_LONG'],
    [{ userId: PERSONAS.customer, note: 7 }, 'note', 'INVALID_TYPE'],
    [{ userId: PERSONAS.customer, status: 'approved' }, 'status', 'UNKNOWN_FIELD'],
  ])('refuses %j', async (body, path, code) => {
    const answer = await open(body).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path, code }] });
    expect((await outcomeOf(app, PERSONAS.customer)).statuses).toEqual([]);
  });

  it('reads an id in capitals as the same user', async () => {
    const { userId, id } = await openPromotion(app);
    expect((await open({ userId: userId.toUpperCase() }).expect(200)).body).toMatchObject({ id, userId });
  });

  it('happens once under an Idempotency-Key, which replays the answer', async () => {
    const userId = await addUser(app.owner, 'Twice');
    const send = () => open({ userId }).set('idempotency-key', userId);
    const first = await send().expect(201);
    const second = await send().expect(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
    expect((await outcomeOf(app, userId)).actions).toEqual({ CREATE_PROMOTION: 1 });
  });
});
