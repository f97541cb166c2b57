import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:net';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { DEMO } from '../../src/examples/ids.js';
import { startApp, type TestApp } from '../support/app.js';
import { openPromotion, promotionIn } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;
/** Of each caller's transaction: how often something was sent after the server had answered what was sent before. */
let trips: number[] = [];

beforeAll(async () => {
  app = await startApp({ DATABASE_POOL_MAX: '1' });
  const { master } = app.app.get(DataSource).driver as unknown as { master: Pool };
  const client = await master.connect();
  watch(client);
  client.release();
});
afterAll(() => app.close());

/** Counts the round trips on the pool's only connection; the service's own sweeps have no caller and do not count. */
function watch(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  let answered = true;
  let isCallers = false;
  stream.on('data', () => {
    answered = true;
  });
  const send = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (...args: unknown[]) => {
    const text = String(args[0]);
    if (text.includes('BEGIN')) {
      isCallers = text.includes('"sub"');
      if (isCallers) trips.push(0);
    }
    if (answered && isCallers) trips.push((trips.pop() ?? 0) + 1);
    answered = false;
    return send(...args);
  };
}

async function tripsOf(request: () => PromiseLike<{ status: number }>, status: number): Promise<number[]> {
  trips = [];
  const answer = await request();
  expect(answer.status).toBe(status);
  return trips;
}

describe('A promotion step costs at most three round trips: begin and who calls, lock and read, write and commit', () => {
  it('opening', async () => {
    const userId = await addUser(app.owner, 'Nobody yet');
    const open = () => app.as('admin').post('/v1/promotions').send({ userId });
    expect(await tripsOf(open, 201)).toEqual([3]);
    expect(await tripsOf(open, 200)).toEqual([3]);
  });

  it('recording checks', async () => {
    const { path } = await promotionIn(app, 'pending_checks');
    const body = { backgroundCheck: 'passed', idVerification: 'verified' };
    expect(await tripsOf(() => app.as('admin').patch(`${path}/checks`).send(body), 200)).toEqual([3]);
  });

  it('saving the draft, submitting and noting', async () => {
    const { path } = await openPromotion(app);
    const draft = { title: 'Stylist', serviceIds: [DEMO.services.haircut] };
    expect(await tripsOf(() => app.as('admin').put(`${path}/profile-draft`).send(draft), 200)).toEqual([3]);
    expect(await tripsOf(() => app.as('admin').post(`${path}/submit`), 200)).toEqual([3]);
    expect(await tripsOf(() => app.as('admin').post(`${path}/notes`).send({ note: 'Hm' }), 201)).toEqual([3]);
  });

  it('approving, with profile, role, services and budget', async () => {
    const { path } = await promotionIn(app, 'pending_approval');
    const body = { profile: { displayName: 'New', title: 'Stylist' }, serviceIds: [DEMO.services.haircut] };
    expect(await tripsOf(() => app.as('second-admin').post(`${path}/approve`).send(body), 200)).toEqual([3]);
  });

  it('approving under an Idempotency-Key, and hearing the answer again', async () => {
    const { path, id } = await promotionIn(app, 'pending_approval');
    const send = () =>
      app
        .as('second-admin')
        .post(`${path}/approve`)
        .set('idempotency-key', id)
        .send({ profile: { displayName: 'New', title: 'Stylist' } });
    expect(await tripsOf(send, 200)).toEqual([3]);
    expect(await tripsOf(send, 200)).toEqual([2]);
  });

  it('rejecting and revoking', async () => {
    const open = await promotionIn(app, 'pending_training');
    const approved = await promotionIn(app, 'approved');
    const body = { reason: 'So be it' };
    expect(await tripsOf(() => app.as('admin').post(`${open.path}/reject`).send(body), 200)).toEqual([3]);
    expect(await tripsOf(() => app.as('admin').post(`${approved.path}/revoke`).send(body), 200)).toEqual([3]);
  });
});
