import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { REQUIREMENTS, STATUSES, TRANSITIONS, workflowMermaid } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { HELD, openPromotion, promotionIn } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Page {
  items: { id: string; status: string; userName: string; createdAt: string }[];
  nextCursor: string | null;
  total: number;
  counts: Record<string, number>;
}

async function list(query: string): Promise<Page> {
  const { body } = await app.as('admin').get(`/v1/promotions?${query}`).expect(200);
  return body as Page;
}

describe('The list of promotions', () => {
  it('shows the demo salon, newest first, without notes and draft', async () => {
    const page = await list('userId=' + DEMO.candidates.pendingApproval);
    expect(page).toMatchObject({ total: 1, nextCursor: null, counts: { pending_approval: 1, draft: 0 } });
    const whole = await app.as('admin').get(`/v1/promotions/${DEMO.promotions.pendingApproval}`).expect(200);
    const { notes: _notes, profileDraft: _draft, ...item } = whole.body as Record<string, unknown>;
    expect(page.items).toEqual([item]);
    const all = await list('limit=200');
    expect(Object.keys(all.counts).sort()).toEqual([...STATUSES].sort());
    expect(all.items.map(({ createdAt }) => createdAt)).toEqual(
      all.items
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .toReversed(),
    );
  });

  it('filters by states and by a part of the name; the counts ignore the states', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const name of [`Ram ${mark}`, `Sita ${mark}`, `Gita ${mark}`]) {
      await openPromotion(app, await addUser(app.owner, name));
    }
    const [first] = (await list(`q=${mark}`)).items;
    await app.as('admin').post(`/v1/promotions/${first!.id}/reject`).send({ reason: 'R' }).expect(200);
    const counts = { draft: 2, rejected: 1, approved: 0 };
    expect(await list(`q=${mark.toUpperCase()}&status=draft`)).toMatchObject({ total: 2, counts });
    expect(await list(`q=${mark}&status=draft&status=rejected`)).toMatchObject({ total: 3, counts });
    expect(await list(`q=${mark}&status=draft&status=draft`)).toMatchObject({ total: 2, counts });
    expect(await list(`q=${mark}&status=approved`)).toMatchObject({ items: [], total: 0, counts });
    expect((await list(`q=ita%20${mark}`)).items.map(({ userName }) => userName).sort()).toEqual([
      `Gita ${mark}`,
      `Sita ${mark}`,
    ]);
  });

  it('reads q literally', async () => {
    await openPromotion(app, await addUser(app.owner, String.raw`100%_sure\ 'quoted'`));
    for (const q of ['100%', '%_s', String.raw`\ 'q`, "'quoted'"]) {
      expect(await list(`q=${encodeURIComponent(q)}`)).toMatchObject({ total: 1 });
    }
    for (const q of ['1%sure', '100__sure', '%%']) {
      expect(await list(`q=${encodeURIComponent(q)}`)).toMatchObject({ total: 0 });
    }
  });

  it('pages without gaps or repetition, also while promotions are added', async () => {
    const mark = randomUUID().slice(0, 8);
    for (let n = 0; n < 5; n++) await openPromotion(app, await addUser(app.owner, `Paged ${mark}`));
    // With one creation time for all, the id decides.
    await app.owner.query(
      `UPDATE public.stylist_promotions p SET created_at = '2026-01-01T00:00:00.123456Z'
         FROM public.user_profiles u WHERE u.id = p.user_id AND u.display_name = $1`,
      [`Paged ${mark}`],
    );
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const { items, nextCursor, total } = await list(`q=${mark}&limit=2${cursor}`);
      expect(total).toBe(page === 0 ? 5 : 5 + page);
      seen.push(...items.map(({ id }) => id));
      expect(nextCursor === null).toBe(page === 2);
      cursor = `&cursor=${nextCursor ?? ''}`;
      await openPromotion(app, await addUser(app.owner, `Paged ${mark}`));
    }
    expect(new Set(seen).size).toBe(5);
  });

  it.each([
    ['status=open', 'status'],
    ['userId=7', 'userId'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['cursor=abc', 'cursor'],
    ['sort=name', 'sort'],
    [`q=${'x'.repeat(81)}`, 'q'],
  ])('refuses ?%s', async (query, path) => {
    const { body } = await app.as('admin').get(`/v1/promotions?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path }] });
  });

  it('refuses a cursor that belongs to other filters', async () => {
    const { nextCursor } = await list('limit=1');
    await app.as('admin').get(`/v1/promotions?limit=1&status=draft&cursor=${nextCursor}`).expect(400);
  });
});

describe('A deleted account', () => {
  it('of an admin loses its name, and the promotion stays', async () => {
    const leaving = await addUser(app.owner, 'Leaving soon', 'admin');
    const { path } = await promotionIn(app, 'pending_approval');
    await app.as(leaving).post(`${path}/notes`).send({ note: 'Mine' }).expect(201);
    await app.as(leaving).post(`${path}/reject`).send({ reason: 'R' }).expect(200);
    expect((await app.as('admin').get(path)).body).toMatchObject({
      rejectedBy: leaving,
      rejectedByName: 'Leaving soon',
    });
    await app.owner.query('DELETE FROM auth.users WHERE id = $1', [leaving]);
    const { body } = await app.as('admin').get(path).expect(200);
    expect(body).toMatchObject({ status: 'rejected', rejectedBy: null, rejectedByName: null });
    const { notes } = body as { notes: unknown[] };
    expect(notes.at(-1)).toMatchObject({ adminId: leaving, adminName: null, action: 'reject' });
    const history = await app.as('admin').get(`${path}/history`).expect(200);
    const { items } = history.body as { items: unknown[] };
    expect(items.at(-1)).toMatchObject({ actorId: leaving, actorName: null, action: 'reject' });
  });

  it('of a candidate deletes the promotion; the audit log stays', async () => {
    const { path, id, userId } = await promotionIn(app, 'approved');
    await app.owner.query('DELETE FROM auth.users WHERE id = $1', [userId]);
    await app.as('admin').get(path).expect(404);
    const { rows } = await app.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM private.service_management_log WHERE target_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ n: 4 }]);
  });
});

describe('An account can be deleted by the candidate of a promotion', () => {
  /** Deletes a row as a function of the host would: with the owner's rights, in the name of a user. */
  async function deleteAs(caller: string, table: string, id: string): Promise<void> {
    const client = await app.owner.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: caller })]);
      await client.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
    } finally {
      await client.query('COMMIT');
      client.release();
    }
  }

  it('that this account requested, approved or revoked', async () => {
    const admin = await addUser(app.owner, 'Leaving admin', 'admin');
    const rejected = await openPromotion(app);
    await app.as(admin).post(`${rejected.path}/reject`).send({ reason: 'R' }).expect(200);
    const revoked = await promotionIn(app, 'approved');
    await app.as(admin).post(`${revoked.path}/revoke`).send({ reason: 'R' }).expect(200);
    await deleteAs(rejected.userId, 'auth.users', admin);
    const gone = { rejectedBy: null, rejectedByName: null };
    expect((await app.as('admin').get(rejected.path).expect(200)).body).toMatchObject({ status: 'rejected', ...gone });
    expect((await app.as('admin').get(revoked.path).expect(200)).body).toMatchObject({ revokedBy: null });
  });

  it('that is their own; so can a run that the next one names', async () => {
    const first = await promotionIn(app, 'rejected');
    const second = await openPromotion(app, first.userId);
    const rejected = await app.as('admin').post(`${second.path}/reject`).send({ reason: 'R' }).expect(200);
    expect(rejected.body).toMatchObject({ previousPromotionId: first.id });
    await deleteAs(first.userId, 'public.stylist_promotions', first.id);
    const { body } = await app.as('admin').get(second.path).expect(200);
    expect(body).toMatchObject({ status: 'rejected', previousPromotionId: null });
    await deleteAs(first.userId, 'auth.users', first.userId);
    await app.as('admin').get(second.path).expect(404);
  });
});

describe('The history of a promotion', () => {
  it('shows admins every step with actor and reason, oldest first', async () => {
    const { path, userId } = await promotionIn(app, 'pending_checks');
    const admin = app.as('admin');
    await admin.put(`${path}/profile-draft`).send({ title: 'Stylist' }).expect(200);
    await admin.post(`${path}/notes`).send({ note: 'Called' }).expect(201);
    await admin.patch(`${path}/checks`).send({ backgroundCheck: 'failed', note: 'Bad report' }).expect(200);
    await app.as('second-admin').post(`${path}/reject`).send({ reason: 'Because', publicReason: 'Sorry' }).expect(200);
    const { body } = await admin.get(`${path}/history`).expect(200);
    const steps = (body as { items: { action: string; from: string; to: string }[] }).items;
    expect(steps.map(({ action, from, to }) => [action, from, to])).toEqual([
      ['create', null, 'draft'],
      ['submit', 'draft', 'pending_checks'],
      ['save_draft', 'pending_checks', 'pending_checks'],
      ['note', 'pending_checks', 'pending_checks'],
      ['record_checks', 'pending_checks', 'pending_checks'],
      ['reject', 'pending_checks', 'rejected'],
    ]);
    expect(steps[0]).toMatchObject({ details: { userId }, actorId: PERSONAS.admin, actorName: 'Sunita Maharjan' });
    expect(steps[4]).toMatchObject({ details: { newValues: { backgroundCheck: 'failed' }, note: 'Bad report' } });
    expect(steps.at(-1)).toMatchObject({
      actorId: PERSONAS['second-admin'],
      details: { reason: 'Because', publicReason: 'Sorry' },
    });
  });

  it('of the demo salon reads as if every step had gone over HTTP', async () => {
    const { body } = await app.as('admin').get(`/v1/promotions/${DEMO.promotions.revoked}/history`).expect(200);
    const { items } = body as { items: { action: string }[] };
    const actions = ['create', 'submit', 'record_checks', 'record_checks', 'approve', 'revoke'];
    expect(items.map(({ action }) => action)).toEqual(actions);
  });

  it('is 404 for an unknown promotion', async () => {
    const { body } = await app.as('admin').get(`/v1/promotions/${randomUUID()}/history`).expect(404);
    expect(body).toMatchObject({ code: 'PROMOTION_NOT_FOUND' });
  });
});

describe('A candidate', () => {
  const SECRETS = ['secret note', 'secret reason', 'secret bio', 'failed', 'rejected check', PERSONAS.admin, 'Sunita'];

  it('sees status, requirements, dates and the public reason; no note, recorded value, internal reason or admin', async () => {
    const { path, id, userId } = await promotionIn(app, 'pending_training');
    const admin = app.as('admin');
    await admin.post(`${path}/notes`).send({ note: 'secret note' }).expect(201);
    await admin.put(`${path}/profile-draft`).send({ bio: 'secret bio' }).expect(200);
    await admin.patch(`${path}/checks`).send({ backgroundCheck: 'failed', note: 'secret note' }).expect(200);
    const candidate = app.as(userId);
    const before = await candidate.get('/v1/promotions/me').expect(200);
    expect(before.body).toEqual({
      items: [
        {
          id,
          status: 'pending_checks',
          requirements: {
            due: REQUIREMENTS.filter((code) => code === 'background_check' || !HELD.pending_training.includes(code)),
            satisfied: HELD.pending_training.filter((code) => code !== 'background_check'),
          },
          createdAt: expect.any(String),
          approvedAt: null,
          rejectedAt: null,
          revokedAt: null,
          publicReason: null,
        },
      ],
    });
    await admin.post(`${path}/reject`).send({ reason: 'secret reason', publicReason: 'Not this time' }).expect(200);
    const own = await candidate.get('/v1/promotions/me').expect(200);
    expect(own.body).toMatchObject({ items: [{ status: 'rejected', publicReason: 'Not this time' }] });
    const history = await candidate.get(`${path}/history`).expect(200);
    const { items } = history.body as { items: Record<string, unknown>[] };
    expect(items.map(({ action, from, to }) => [action, from, to])).toEqual([
      ['create', null, 'draft'],
      ['record_checks', 'draft', 'draft'],
      ['submit', 'draft', 'pending_training'],
      ['record_checks', 'pending_training', 'pending_checks'],
      ['reject', 'pending_checks', 'rejected'],
    ]);
    expect(items.at(-1)).toMatchObject({ publicReason: 'Not this time' });
    for (const item of items) expect(Object.keys(item)).toEqual(['at', 'action', 'from', 'to', 'publicReason']);
    const shown = JSON.stringify([before.body, own.body, history.body]);
    for (const secret of SECRETS) expect(shown).not.toContain(secret);
  });

  it('sees no other view and no promotion of another user', async () => {
    const { path, userId } = await openPromotion(app);
    const other = await openPromotion(app);
    for (const forbidden of ['/v1/promotions', path]) await app.as(userId).get(forbidden).expect(403);
    const another = await app.as(userId).get(`${other.path}/history`).expect(404);
    const unknown = await app.as(userId).get(`/v1/promotions/${randomUUID()}/history`).expect(404);
    expect({ ...another.body, instance: '', requestId: '' }).toEqual({ ...unknown.body, instance: '', requestId: '' });
    const { rows } = await app.owner.query<{ details: object }>(
      `SELECT details FROM private.service_management_log WHERE action = 'REFUSED' AND request_id = $1`,
      [another.headers['x-request-id']],
    );
    expect(rows).toMatchObject([{ details: { code: 'PROMOTION_NOT_FOUND' } }]);
    expect((await app.as('customer').get('/v1/promotions/me').expect(200)).body).toEqual({ items: [] });
    await app.as(undefined).get('/v1/promotions/me').expect(401);
  });

  it('of the demo salon sees a promotion in pending_checks', async () => {
    const { body } = await app.as('candidate').get('/v1/promotions/me').expect(200);
    expect(body).toMatchObject({ items: [{ id: DEMO.promotions.pendingChecks, status: 'pending_checks' }] });
  });
});

describe('The workflow endpoint', () => {
  it('is public and answers with the table', async () => {
    const { body } = await app.as(undefined).get('/v1/promotions/workflow').expect(200);
    expect(body).toEqual({ states: STATUSES, transitions: TRANSITIONS, mermaid: workflowMermaid() });
    await app.as('customer').get('/v1/promotions/workflow').expect(200);
  });

  it('answers with the diagram of docs/rules.md', async () => {
    const rules = await readFile(join(import.meta.dirname, '..', '..', '..', 'docs/rules.md'), 'utf8');
    expect(rules).toContain('```mermaid\n' + workflowMermaid() + '```');
  });
});
