import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestsTo, SECRET } from '../../support/app.js';
import { makeAuthority, type Authority } from '../../support/certificates.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { eventually, startService, type Running } from '../../support/process.js';
import { startReceiver, type Receiver } from '../../events/receiver.js';

let folder: string;
let authority: Authority;
let database: TestDatabase;
let service: Running;
let receiver: Receiver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kb-stylish-tls-'));
  authority = await makeAuthority(folder);
  database = await createDatabase({ demo: true });
});

afterEach(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await receiver.close();
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts an endpoint with a certificate for the name, and a service with a webhook there. */
async function start(certified: string, trusts: Record<string, string>) {
  receiver = await startReceiver(await authority.certify(certified));
  service = await startService({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    WEBHOOK_SECRET_KEY: SECRET,
    WEBHOOK_ALLOW_PRIVATE: 'on',
    ...trusts,
  });
  await service.answers('/health/ready', 200);
  const admin = requestsTo([service.url])('admin');
  const { body } = await admin
    .post('/v1/webhooks')
    .send({ url: receiver.url, types: ['stylist.updated'] })
    .expect(201);
  return { admin, path: `/v1/webhooks/${body.id}`, id: String(body.id), secret: String(body.secret) };
}

/** Sets off an event and returns its delivery after the first attempt. */
async function deliver({ admin, path }: Awaited<ReturnType<typeof start>>): Promise<Record<string, unknown>> {
  await database.owner.query(
    `INSERT INTO private.service_management_log (action, target_id, target_type, category)
     VALUES ('UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration')`,
  );
  let delivery: Record<string, unknown> = {};
  await eventually(async () => {
    const { body } = await admin.get(`${path}/deliveries`).expect(200);
    delivery = body.items[0];
    return delivery['attempt'] === 1;
  }, 'an attempt');
  return delivery;
}

test('A message arrives over TLS at an endpoint whose certificate is of an authority that the service trusts', async () => {
  const webhook = await start('localhost', { NODE_EXTRA_CA_CERTS: authority.file });
  expect(await deliver(webhook)).toMatchObject({ status: 'delivered', responseStatus: 204, nextAttemptAt: null });
  expect(receiver.url).toMatch(/^https:/);
  expect(receiver.received).toHaveLength(1);
  receiver.verify(webhook.secret, receiver.received[0]!);
});

test.each([
  ['of an authority that the service does not trust', 'localhost', false, 'unable to verify the first certificate'],
  ['for another name', 'salon.example', true, "Hostname/IP does not match certificate's altnames"],
])(
  'A message is not sent to an endpoint with a certificate %s; deliveries, test and log say so',
  async (_, name, isTrusted, reason) => {
    const webhook = await start(name, isTrusted ? { NODE_EXTRA_CA_CERTS: authority.file } : {});
    expect(await deliver(webhook)).toMatchObject({
      status: 'pending',
      responseStatus: null,
      nextAttemptAt: expect.any(String),
    });
    const { body } = await webhook.admin.post(`${webhook.path}/test`).expect(200);
    expect(body).toMatchObject({ status: null, failure: expect.stringContaining(reason) });
    await service.says(`Webhook ${webhook.id} fails: ${reason}`);
    expect(receiver.received).toEqual([]);
  },
);
