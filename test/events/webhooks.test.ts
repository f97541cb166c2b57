import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { actionsOn } from '../support/overrides.js';
import { startReceiver, type Receiver } from './receiver.js';

let app: TestApp;
let receiver: Receiver;

beforeAll(async () => {
  app = await startApp({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  receiver = await startReceiver();
});

afterAll(async () => {
  await app.close();
  await receiver.close();
});

async function addWebhook(more: object = {}): Promise<{ id: string; secret: string }> {
  const body = { url: receiver.url, types: ['override.created'], ...more };
  const answer = await app.as('admin').post('/v1/webhooks').send(body).expect(201);
  return answer.body as { id: string; secret: string };
}

describe('A webhook', () => {
  test('is added, shown without its secret, changed, listed and deleted, each with its row in the log', async () => {
    const types = ['promotion.approved', 'bookings.affected'];
    const made = await app
      .as('admin')
      .post('/v1/webhooks')
      .send({ url: receiver.url, types, description: 'Mails' })
      .expect(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      url: receiver.url,
      types,
      description: 'Mails',
      isEnabled: true,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const { secret, ...webhook } = made.body as { id: string; secret: string };
    const path = `/v1/webhooks/${webhook.id}`;
    expect(made.headers['location']).toBe(path);
    expect((await app.as('admin').get(path).expect(200)).body).toEqual(webhook);
    const list = await app.as('admin').get('/v1/webhooks').expect(200);
    expect(list.body.items[0]).toEqual(webhook);
    expect(list.text).not.toContain(secret);

    const changed = await app
      .as('admin')
      .patch(path)
      .send({ description: null, isEnabled: false, types: ['audit.critical'] })
      .expect(200);
    expect(changed.body).toMatchObject({ description: null, isEnabled: false, types: ['audit.critical'] });
    await app.as('admin').patch(path).send({ isEnabled: false }).expect(200);
    await app.as('admin').delete(path).expect(204);
    const gone = await app.as('admin').get(path).expect(404);
    expect(gone.body.code).toBe('WEBHOOK_NOT_FOUND');
    expect((await actionsOn(app.owner, webhook.id)).map(({ action }) => action)).toEqual([
      'CREATE_WEBHOOK',
      'UPDATE_WEBHOOK',
      'DELETE_WEBHOOK',
    ]);
  });

  test('keeps its secret from a reader of the database', async () => {
    const { id, secret } = await addWebhook();
    const { rows } = await app.owner.query<{ row: string; secret: Buffer }>(
      'SELECT w::text AS row, secret FROM private.webhooks w WHERE id = $1',
      [id],
    );
    expect(rows[0]!.row).not.toContain(secret);
    const raw = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(rows[0]!.secret.includes(secret.slice(6)) || rows[0]!.secret.includes(raw)).toBe(false);
    const { rows: logged } = await app.owner.query<{ details: string }>(
      'SELECT details::text FROM private.service_management_log WHERE target_id = $1',
      [id],
    );
    expect(logged[0]!.details).not.toContain('whsec');
  });

  test('shows its secret once: a repetition under the same key has null, and nothing keeps it', async () => {
    const key = randomUUID();
    const post = () =>
      app
        .as('admin')
        .post('/v1/webhooks')
        .set('idempotency-key', key)
        .send({ url: receiver.url, types: ['override.ended'] })
        .expect(201);
    const first = await post();
    const again = await post();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual({ ...first.body, secret: null });
    const { rows } = await app.owner.query('SELECT body FROM private.idempotency_keys WHERE key = $1', [key]);
    expect(JSON.stringify(rows)).not.toContain(first.body.secret);
  });

  test.each([
    [{ types: ['override.created'] }, 'url', 'REQUIRED'],
    [{ url: 'https://example.com' }, 'types', 'REQUIRED'],
    [{ url: 'https://example.com', types: [] }, 'types', 'TOO_SHORT'],
    [{ url: 'https://example.com', types: ['override.deleted'] }, 'types', 'NOT_ALLOWED'],
    [{ url: 'ftp://example.com', types: ['override.created'] }, 'url', 'INVALID_URL'],
    [{ url: 'no url', types: ['override.created'] }, 'url', 'INVALID_URL'],
    [{ url: `https://example.com/${'é'.repeat(1_000)}`, types: ['override.created'] }, 'url', 'TOO_LONG'],
  ])('with %j is refused', async (body, path, code) => {
    const { body: problem } = await app.as('admin').post('/v1/webhooks').send(body).expect(400);
    expect(problem.errors).toEqual([expect.objectContaining({ path: expect.stringContaining(path), code })]);
  });

  test('is tested, and says what came of it', async () => {
    const { id, secret } = await addWebhook();
    const works = await app.as('admin').post(`/v1/webhooks/${id}/test`).expect(200);
    expect(works.body).toEqual({ status: 204, durationMs: expect.any(Number), failure: null });
    const [message] = receiver.of('webhook.test');
    expect(receiver.verify(secret, message!)).toMatchObject({ type: 'webhook.test', data: { webhookId: id } });
    receiver.answer = (response) => void response.writeHead(302, { location: receiver.url }).end('moved');
    const moved = await app.as('admin').post(`/v1/webhooks/${id}/test`).expect(200);
    expect(moved.body).toMatchObject({ status: 302, failure: 'the answer is 302' });
    expect(receiver.of('webhook.test')).toHaveLength(2);
    receiver.answer = (response) => void response.destroy();
    const broken = await app.as('admin').post(`/v1/webhooks/${id}/test`).expect(200);
    expect(broken.body).toMatchObject({ status: null, failure: expect.stringContaining('socket') });
    receiver.answer = (response) => void response.writeHead(204).end();
  });

  test('is one of fifty at most, also when many are added at once', async () => {
    const { rows } = await app.owner.query<{ count: number }>('SELECT count(*)::int FROM private.webhooks');
    const add = () =>
      app
        .as('admin')
        .post('/v1/webhooks')
        .send({ url: receiver.url, types: ['audit.critical'] });
    const answers = await Promise.all(Array.from({ length: 55 }, add));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(50 - rows[0]!.count);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ body }) => (body as { code: string }).code))).toEqual(new Set(['WEBHOOKS_FULL']));
    await app.owner.query(
      `SET ROLE service_engine; DELETE FROM private.webhooks WHERE types = '{audit.critical}'; RESET ROLE`,
    );
  });
});

test('Without the key webhooks are refused, and events are told all the same', async () => {
  const off = await startApp({ WEBHOOK_SECRET_KEY: '' });
  const body = { url: 'https://example.com/hook', types: ['override.created'] };
  const refused = await off.as('admin').post('/v1/webhooks').send(body).expect(409);
  expect(refused.body).toMatchObject({ code: 'WEBHOOKS_OFF', title: expect.stringContaining('WEBHOOK_SECRET_KEY') });
  const { body: list } = await off.as('admin').get('/v1/webhooks').expect(200);
  const path = `/v1/webhooks/${list.items[0].id}`;
  for (const step of ['test', 'rotate-secret']) await off.as('admin').post(`${path}/${step}`).expect(409);
  await off.as('admin').get('/v1/events').expect(200);
  await off.close();
});

test('A rotated webhook is signed with both secrets for a day', async () => {
  const { id, secret } = await addWebhook();
  const { body } = await app.as('admin').post(`/v1/webhooks/${id}/rotate-secret`).expect(200);
  expect(body.secret).not.toBe(secret);
  const { rows } = await app.owner.query(
    `SELECT former_until - updated_at = interval '24 hours' AS "isOneDay" FROM private.webhooks WHERE id = $1`,
    [id],
  );
  expect(rows).toEqual([{ isOneDay: true }]);
});
