import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import type { PromotionStatus } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { loggedActions } from '../support/logs.js';
import { eventually } from '../support/process.js';
import { outcomeOf, PROFILE, promotionIn, recording, type TestPromotion } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

type Call = (who: string, promotion: TestPromotion) => supertest.Test;

/** Every call that writes a promotion, with the state that it needs. */
const CALLS: [name: string, status: PromotionStatus, call: Call][] = [
  ['open', 'draft', (who, { userId }) => app.as(who).post('/v1/promotions').send({ userId })],
  ['checks', 'draft', (who, { path }) => app.as(who).patch(`${path}/checks`).send(recording())],
  ['draft', 'draft', (who, { path }) => app.as(who).put(`${path}/profile-draft`).send({ title: 'T' })],
  ['submit', 'draft', (who, { path }) => app.as(who).post(`${path}/submit`)],
  ['approve', 'pending_approval', (who, { path }) => app.as(who).post(`${path}/approve`).send({ profile: PROFILE })],
  ['reject', 'draft', (who, { path }) => app.as(who).post(`${path}/reject`).send({ reason: 'R' })],
  ['revoke', 'approved', (who, { path }) => app.as(who).post(`${path}/revoke`).send({ reason: 'R' })],
  ['note', 'draft', (who, { path }) => app.as(who).post(`${path}/notes`).send({ note: 'N' })],
];

/** The answer to a call that waits for a lock of another transaction, which then commits. */
async function whileWaiting(sql: string, values: unknown[], call: () => supertest.Test): Promise<supertest.Response> {
  const client = await app.owner.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    for (const statement of sql.split(';')) await client.query(statement, statement.includes('$1') ? values : []);
    const answer = call().then((response) => response);
    await eventually(async () => {
      const waiting = await app.owner.query('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [
        rows[0]!.pid,
      ]);
      return waiting.rowCount! > 0;
    }, 'a call that waits');
    await client.query('COMMIT');
    return await answer;
  } finally {
    client.release();
  }
}

describe('An admin whose role ends while the call waits for a lock', () => {
  it.each(CALLS)('gets 403 to %s, and the refusal is on record', async (_, status, call) => {
    const promotion = await promotionIn(app, status);
    const who = await addUser(app.owner, 'Demoted soon', 'admin');
    const before = await outcomeOf(app, promotion.userId);
    const answer = await whileWaiting(
      `SELECT FROM public.stylist_promotions WHERE id = '${promotion.id}' FOR UPDATE;
       UPDATE public.user_roles SET is_active = false WHERE user_id = $1`,
      [who],
      () => call(who, promotion),
    );
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await loggedActions(app.owner, who)).toMatchObject([{ action: 'REFUSED', details: { code: 'FORBIDDEN' } }]);
    expect(await outcomeOf(app, promotion.userId)).toEqual(before);
  });
});

describe('A candidate whose account is deleted while the call waits', () => {
  it.each(CALLS)('is not there any more: 404 to %s', async (name, status, call) => {
    const promotion = await promotionIn(app, status);
    const answer = await whileWaiting('DELETE FROM auth.users WHERE id = $1', [promotion.userId], () =>
      call('second-admin', promotion),
    );
    expect(answer).toMatchObject({
      status: 404,
      body: { code: name === 'open' ? 'USER_NOT_FOUND' : 'PROMOTION_NOT_FOUND' },
    });
  });

  it('is 404 to open, also without an open promotion', async () => {
    const userId = await addUser(app.owner, 'Deleted soon');
    const answer = await whileWaiting('DELETE FROM auth.users WHERE id = $1', [userId], () =>
      app.as('admin').post('/v1/promotions').send({ userId }),
    );
    expect(answer).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
  });
});
