import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type supertest from 'supertest';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { CHECK_LIST, CHECKS, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import {
  approve,
  openPromotion,
  outcomeOf,
  promotionIn,
  recording,
  type TestPromotion,
} from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const record = ({ path }: TestPromotion, body: object) => app.as('admin').patch(`${path}/checks`).send(body);
const save = ({ path }: TestPromotion, body: object) => app.as('admin').put(`${path}/profile-draft`).send(body);
const show = async ({ path }: TestPromotion) => {
  const { body, headers } = await app.as('admin').get(path).expect(200);
  return { body: body as Record<string, unknown>, etag: headers['etag'] };
};

/** The answer of the step equals that of a read. */
async function expectShown(promotion: TestPromotion, { body, headers }: supertest.Response): Promise<void> {
  expect(await show(promotion)).toEqual({ body, etag: headers['etag'] });
}

describe('Recording checks', () => {
  it.each(CHECK_LIST)('changes only the named check $field, and in draft does not move the status', async (check) => {
    const promotion = await openPromotion(app);
    const others = Object.fromEntries(CHECK_LIST.map(({ field, values }) => [field, values[0]]));
    for (const value of check.values.toReversed()) {
      const { body } = await record(promotion, { [check.field]: value, note: 'Seen' }).expect(200);
      expect(body).toMatchObject({ status: 'draft' });
      expect((body as { checks: object }).checks).toEqual({ ...others, [check.field]: value });
      expect((body as { notes: object[] }).notes.at(-1)).toMatchObject({ action: 'record_checks', note: 'Seen' });
      await expectShown(promotion, await record(promotion, { [check.field]: value }).expect(200));
    }
  });

  it.each(REQUIREMENTS)('moves several stages in one step, forwards, and backwards without %s', async (missing) => {
    const promotion = await promotionIn(app, 'pending_checks');
    const forwards = await record(promotion, recording()).expect(200);
    expect(forwards.body).toMatchObject({ status: 'pending_approval' });
    await expectShown(promotion, forwards);
    const backwards = await record(promotion, recording(REQUIREMENTS.filter((code) => code !== missing))).expect(200);
    expect(backwards.body).toMatchObject({ status: CHECKS[missing].stage, requirements: { due: [missing] } });
    await expectShown(promotion, backwards);
    const early = await approve(app, promotion).expect(409);
    expect(early.body).toMatchObject({ code: 'CHECKS_INCOMPLETE', missing: [missing] });
    expect((await outcomeOf(app, promotion.userId)).actions).toMatchObject({ RECORD_CHECKS: 2 });
  });

  it('with the recorded values changes and logs nothing, unless there is a note', async () => {
    const promotion = await promotionIn(app, 'pending_training');
    const before = await show(promotion);
    const outcome = await outcomeOf(app, promotion.userId);
    const same = await record(promotion, { backgroundCheck: 'passed', mfaEnabled: false }).expect(200);
    expect({ body: same.body, etag: same.headers['etag'] }).toEqual(before);
    expect(await outcomeOf(app, promotion.userId)).toEqual(outcome);
    const noted = await record(promotion, { note: 'Asked again' }).expect(200);
    expect((noted.body as { notes: unknown[] }).notes.at(-1)).toMatchObject({ note: 'Asked again' });
    await expectShown(promotion, noted);
    expect((await outcomeOf(app, promotion.userId)).actions).toMatchObject({ RECORD_CHECKS: 2 });
  });

  it('reads a null note as no note', async () => {
    const { body } = await record(await openPromotion(app), { mfaEnabled: true, note: null }).expect(200);
    expect(body).toMatchObject({ checks: { mfaEnabled: true }, notes: [{}, { action: 'record_checks', note: null }] });
  });

  it.each([
    [{}, 'REQUIRED'],
    [{ idVerification: 'passed' }, 'NOT_ALLOWED'],
    ...CHECK_LIST.map(({ field }): [object, string] => [{ [field]: null }, 'REQUIRED']),
    ...CHECK_LIST.map(({ field, satisfiedBy }): [object, string] =>
      typeof satisfiedBy === 'boolean' ? [{ [field]: 'false' }, 'INVALID_TYPE'] : [{ [field]: 'ok' }, 'NOT_ALLOWED'],
    ),
    [{ status: 'approved' }, 'UNKNOWN_FIELD'],
  ])('refuses %j', async (body, code) => {
    const promotion = await openPromotion(app);
    const before = await show(promotion);
    expect((await record(promotion, body).expect(400)).body).toMatchObject({ errors: [{ code }] });
    expect(await show(promotion)).toEqual(before);
  });
});

describe('The profile draft', () => {
  const draft = {
    displayName: 'Maya',
    title: 'Stylist',
    bio: 'Likes short hair.',
    yearsExperience: 0,
    specialties: ['fades'],
    timezone: 'Europe/Berlin',
    serviceIds: [DEMO.services.haircut],
  };

  it('is replaced as a whole; the same draft again changes and logs nothing', async () => {
    const promotion = await openPromotion(app);
    const saved = await save(promotion, draft).expect(200);
    expect(saved.body).toMatchObject({ profileDraft: draft });
    await expectShown(promotion, saved);
    const again = await save(promotion, draft).expect(200);
    expect({ body: again.body, etag: again.headers['etag'] }).toEqual({
      body: saved.body,
      etag: saved.headers['etag'],
    });
    const replaced = await save(promotion, { title: 'Senior stylist', bio: ' ' }).expect(200);
    expect((replaced.body as { profileDraft: object }).profileDraft).toEqual({ title: 'Senior stylist' });
    await expectShown(promotion, replaced);
    expect((await outcomeOf(app, promotion.userId)).actions).toMatchObject({ SAVE_DRAFT: 2 });
  });

  it('is logged without its biography', async () => {
    const promotion = await openPromotion(app);
    await save(promotion, draft).expect(200);
    await save(promotion, {}).expect(200);
    const { rows } = await app.owner.query<{ details: object }>(
      `SELECT details FROM private.service_management_log WHERE target_id = $1 AND action = 'SAVE_DRAFT' ORDER BY id`,
      [promotion.id],
    );
    const { bio: _bio, ...logged } = draft;
    expect(rows.map(({ details }) => details)).toMatchObject([
      { from: 'draft', to: 'draft', oldValues: {}, newValues: logged },
      { oldValues: logged, newValues: {} },
    ]);
    expect(JSON.stringify(rows)).not.toContain('short hair');
  });

  it.each([
    [{ displayName: 'x'.repeat(81) }, 'displayName', 'TOO_LONG'],
    [{ bio: 'x'.repeat(2_001) }, 'bio', 'TOO_LONG'],
    [{ yearsExperience: 81 }, 'yearsExperience', 'OUT_OF_RANGE'],
    [{ yearsExperience: '3' }, 'yearsExperience', 'INVALID_TYPE'],
    [{ specialties: Array.from({ length: 21 }, (_, n) => `s${n}`) }, 'specialties', 'TOO_LONG'],
    [{ specialties: ['x'.repeat(41)] }, 'specialties', 'TOO_LONG'],
    [{ timezone: 'Asia/Pokhara' }, 'timezone', 'INVALID_TIMEZONE'],
    [{ timezone: '+05:45' }, 'timezone', 'INVALID_TIMEZONE'],
    [{ serviceIds: ['haircut'] }, 'serviceIds', 'INVALID_ID'],
    [{ isActive: true }, 'isActive', 'UNKNOWN_FIELD'],
  ])('refuses %j', async (body, path, code) => {
    const promotion = await openPromotion(app);
    expect((await save(promotion, body).expect(400)).body).toMatchObject({ errors: [{ path, code }] });
    expect((await show(promotion)).body).toMatchObject({ profileDraft: null });
  });
});

describe('Submitting, rejecting and noting', () => {
  it('submits without a body and without a content type', async () => {
    const promotion = await openPromotion(app);
    const answer = await app.as('admin').post(`${promotion.path}/submit`).expect(200);
    expect(answer.body).toMatchObject({ status: 'pending_checks', notes: [{}, { action: 'submit', note: null }] });
    await expectShown(promotion, answer);
  });

  it('rejects with one reason for admins and one for the candidate', async () => {
    const promotion = await promotionIn(app, 'pending_checks');
    const body = { reason: 'The references lied', publicReason: 'Not all checks were met' };
    const answer = await app.as('second-admin').post(`${promotion.path}/reject`).send(body).expect(200);
    expect(answer.body).toMatchObject({
      status: 'rejected',
      rejectedBy: PERSONAS['second-admin'],
      rejectedByName: 'Bikash Shrestha',
      rejectionReason: body.reason,
      publicReason: body.publicReason,
    });
    await expectShown(promotion, await app.as('admin').get(promotion.path));
    await app.as('admin').post(`${promotion.path}/reject`).send({ publicReason: 'x' }).expect(400);
  });

  it.each(['draft', 'approved', 'rejected', 'revoked'] as const)('adds a note in %s', async (status) => {
    const promotion = await promotionIn(app, status);
    const before = await show(promotion);
    const answer = await app.as('second-admin').post(`${promotion.path}/notes`).send({ note: 'One more' }).expect(201);
    const { notes } = answer.body as { notes: unknown[] };
    expect(notes.slice(0, -1)).toEqual(before.body['notes']);
    expect(notes.at(-1)).toMatchObject({ adminId: PERSONAS['second-admin'], action: 'note', note: 'One more' });
    expect(answer.headers['location']).toBe(promotion.path);
    expect((await outcomeOf(app, promotion.userId)).actions).toMatchObject({ ADD_NOTE: 1 });
    await app.as('admin').post(`${promotion.path}/notes`).send({ note: ' ' }).expect(400);
  });
});

describe('Text that PostgreSQL cannot store is refused and changes nothing', () => {
  it.each(['\u0000', 'a\u0000b', '\ud800'])('%j', async (text) => {
    const promotion = await promotionIn(app, 'pending_approval');
    const before = await show(promotion);
    const admin = app.as('second-admin');
    const sent = (method: 'post' | 'put' | 'patch', call: string, body: object) =>
      admin[method](promotion.path + call).send(body);
    const answers = [
      await sent('patch', '/checks', { note: text }),
      await sent('put', '/profile-draft', { specialties: [text] }),
      await sent('post', '/notes', { note: text }),
      await sent('post', '/approve', { profile: { displayName: text, title: 'T' } }),
      await sent('post', '/reject', { reason: text }),
      await app.as('admin').get(`/v1/promotions?q=${encodeURIComponent(text.replace('\ud800', '\u0000'))}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect(await show(promotion)).toEqual(before);
  });
});

interface Write {
  name: string;
  send: (path: string, who?: string) => supertest.Test;
}

const WRITES: Write[] = [
  { name: 'checks', send: (path, who = 'admin') => app.as(who).patch(`${path}/checks`).send({ mfaEnabled: true }) },
  { name: 'draft', send: (path, who = 'admin') => app.as(who).put(`${path}/profile-draft`).send({ title: 'T' }) },
  { name: 'submit', send: (path, who = 'admin') => app.as(who).post(`${path}/submit`) },
  { name: 'approve', send: (path, who = 'admin') => app.as(who).post(`${path}/approve`) },
  { name: 'reject', send: (path, who = 'admin') => app.as(who).post(`${path}/reject`).send({ reason: 'R' }) },
  { name: 'revoke', send: (path, who = 'admin') => app.as(who).post(`${path}/revoke`).send({ reason: 'R' }) },
  { name: 'notes', send: (path, who = 'admin') => app.as(who).post(`${path}/notes`).send({ note: 'N' }) },
];

describe('A step refuses in order: 401, 403, 400, 404, 403 for the object, 412, 409', () => {
  it.each(WRITES)('$name: a caller without the role gets no other answer', async ({ send }) => {
    expect((await send('/v1/promotions/nonsense', undefined).unset('authorization').expect(401)).status).toBe(401);
    expect((await send('/v1/promotions/nonsense', 'candidate').expect(403)).body).toMatchObject({ code: 'FORBIDDEN' });
    await send('/v1/promotions/nonsense', 'auditor').expect(403);
  });

  it.each(WRITES)('$name: a malformed id before an unknown one', async ({ send }) => {
    expect((await send('/v1/promotions/nonsense').expect(400)).body).toMatchObject({ code: 'VALIDATION_FAILED' });
    const unknown = await send(`/v1/promotions/${randomUUID()}`).set('if-match', '"7"').expect(404);
    expect(unknown.body).toMatchObject({ code: 'PROMOTION_NOT_FOUND' });
  });

  it.each(WRITES)('$name: nobody works on their own promotion, whatever its state or version', async ({ send }) => {
    const adminToo = await addUser(app.owner, 'Candidate and admin', 'admin');
    const own = await openPromotion(app, adminToo);
    const before = await show(own);
    const answer = await send(own.path, adminToo).set('if-match', '"7"').expect(403);
    expect(answer.body).toMatchObject({ code: 'SELF_PROMOTION' });
    expect(await show(own)).toEqual(before);
  });

  it.each(WRITES)('$name: another version before the state', async ({ send }) => {
    const ended = await promotionIn(app, 'rejected');
    const before = await show(ended);
    const answer = await send(ended.path, 'second-admin').set('if-match', '"1"').expect(412);
    expect(answer.body).toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(answer.headers['etag']).toBe(versionIn(before.etag));
    expect(await show(ended)).toEqual(before);
  });

  it('four eyes before version and state', async () => {
    const draft = await openPromotion(app);
    const answer = await app.as('admin').post(`${draft.path}/approve`).set('if-match', '"7"').expect(403);
    expect(answer.body).toMatchObject({ code: 'FOUR_EYES' });
  });

  it('a bad body before an unknown id', async () => {
    await app.as('admin').post(`/v1/promotions/${randomUUID()}/reject`).send({}).expect(400);
  });
});

describe('Versions and repetition of a step', () => {
  it('a step on the version that was read succeeds and answers with the next version', async () => {
    const promotion = await openPromotion(app);
    const { etag } = await show(promotion);
    const answer = await app.as('admin').post(`${promotion.path}/submit`).set('if-match', `W/"0", ${etag}`).expect(200);
    expect(answer.headers['etag']).not.toBe(etag);
    await app.as('admin').get(promotion.path).set('if-none-match', answer.headers['etag']!).expect(304);
    await app.as('admin').get(promotion.path).set('if-none-match', etag!).expect(200);
  });

  it('a transition repeated under its Idempotency-Key happens once', async () => {
    const promotion = await promotionIn(app, 'pending_checks');
    const send = (body: object) =>
      app.as('admin').post(`${promotion.path}/reject`).set('idempotency-key', promotion.id).send(body);
    const first = await send({ reason: 'No' }).expect(200);
    const again = await send({ reason: 'No' }).expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await send({ reason: 'Other' }).expect(422)).body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await outcomeOf(app, promotion.userId)).actions).toMatchObject({ REJECT_PROMOTION: 1 });
  });
});
