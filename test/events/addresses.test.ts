import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Config } from '../../src/config.js';
import { Database } from '../../src/database/database.js';
import { Deliverer } from '../../src/events/deliverer.js';
import {
  allowedAddresses,
  faultOfUrl,
  ForbiddenAddress,
  isPublic,
  type Resolve,
} from '../../src/events/webhook-address.js';
import { newSecret } from '../../src/events/webhook-secrets.js';
import { WebhookSender } from '../../src/events/webhook-sender.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/process.js';
import { startReceiver, type Receiver } from './receiver.js';

let app: TestApp;
let open: TestApp;
let receiver: Receiver;

beforeAll(async () => {
  open = await startApp({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  app = await startApp({}, { database: open.database });
  receiver = await startReceiver();
});

afterAll(async () => {
  await app.close();
  await open.close();
  await receiver.close();
});

const FORBIDDEN = [
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];

describe('An address that is not public', () => {
  test.each(FORBIDDEN)('%s is none', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is public',
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  test.each([
    ...FORBIDDEN.map((address) => (address.includes(':') ? `https://[${address}]/` : `https://${address}/`)),
    'https://localhost/',
    'https://LOCALHOST./',
    'https://api.localhost:8443/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://0/',
    'https://１２７.０.０.１/',
    'https://127.0.0.1./',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:ffff:127.0.0.1]/',
    'http://example.com/',
    'http://127.0.0.1/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user@example.com/',
    'https://user:password@example.com/',
    'https://example.com/#fragment',
    'https:///',
    '//example.com',
    'example.com',
  ])('%s is refused at registration', async (url) => {
    const { body } = await app
      .as('admin')
      .post('/v1/webhooks')
      .send({ url, types: ['stylist.updated'] })
      .expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'url', code: 'INVALID_URL' })]);
    const { body: webhook } = await app.as('admin').get('/v1/webhooks').expect(200);
    const { id } = webhook.items.at(-1) as { id: string };
    await app.as('admin').patch(`/v1/webhooks/${id}`).send({ url }).expect(400);
  });

  test('is refused by name where one of several addresses is private', async () => {
    const resolve = (): Promise<string[]> => Promise.resolve(['93.184.215.14', '10.0.0.1']);
    await expect(allowedAddresses('example.com', resolve, false)).rejects.toThrow(ForbiddenAddress);
    await expect(allowedAddresses('example.com', resolve, true)).resolves.toHaveLength(2);
  });
});

test('A name that does not resolve is accepted, and fails when it is sent to', async () => {
  const url = 'https://does-not-exist.invalid/hook';
  const { body } = await app
    .as('admin')
    .post('/v1/webhooks')
    .send({ url, types: ['stylist.updated'] })
    .expect(201);
  const tested = await app.as('admin').post(`/v1/webhooks/${body.id}/test`).expect(200);
  expect(tested.body).toMatchObject({ status: null, failure: expect.stringContaining('does not resolve') });
  await app.as('admin').delete(`/v1/webhooks/${body.id}`).expect(204);
});

test('A webhook is checked again at each connection: one that was registered while it was allowed is not sent to', async () => {
  const { body } = await open
    .as('admin')
    .post('/v1/webhooks')
    .send({ url: receiver.url, types: ['stylist.updated'] })
    .expect(201);
  const path = `/v1/webhooks/${body.id}`;
  await open.as('admin').post(`${path}/test`).expect(200);
  expect(receiver.received).toHaveLength(1);
  const refused = await app.as('admin').post(`${path}/test`).expect(200);
  expect(refused.body).toMatchObject({ status: null, failure: expect.stringContaining('https://') });
  await app.app.get(Database).refuseUnfit();
  await app.owner.query(
    `INSERT INTO private.service_management_log (action, target_id, target_type, category)
     VALUES ('UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration')`,
  );
  await eventually(async () => {
    await app.app.get(Deliverer).deliverDue();
    const { body: list } = await app.as('admin').get(`${path}/deliveries`).expect(200);
    return list.items[0]?.attempt === 1;
  }, 'an attempt');
  expect(receiver.received).toHaveLength(1);
  await app.as('admin').delete(path).expect(204);
});

describe('A connection', () => {
  /** A sender that asks a name server of the test. */
  class TestSender extends WebhookSender {
    constructor(
      allowPrivate: boolean,
      protected override readonly resolve: Resolve,
    ) {
      super({ webhooks: { allowPrivate } } as Config);
    }
  }

  const MESSAGE = { id: 'message', type: 'webhook.test', timestamp: new Date().toISOString(), data: {} };

  /** Tries to send to a name on the port of a server, and tells how many connections came. */
  async function sendTo(name: string, sender: TestSender): Promise<{ failure: string | null; connections: number }> {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://${name}:${(server.address() as AddressInfo).port}/`;
    const { failure } = await sender.send(url, [newSecret()], MESSAGE, AbortSignal.timeout(5_000));
    server.close();
    return { failure, connections };
  }

  test('goes to the addresses that were checked, not to what the name says elsewhere', async () => {
    const sender = new TestSender(true, () => Promise.resolve(['127.0.0.1']));
    const { failure, connections } = await sendTo('inside.invalid', sender);
    expect(connections).toBe(1);
    expect(failure).not.toBeNull();
  });

  test('is refused to a name that was public at registration and is private by now', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    const sender = new TestSender(false, () => Promise.resolve(answers.shift() ?? []));
    expect(await sender.faultOf('https://rebinding.invalid/')).toBeUndefined();
    expect(await sendTo('rebinding.invalid', sender)).toEqual({
      failure: 'the host rebinding.invalid has an address that is not public',
      connections: 0,
    });
  });

  test('by http is made only to this machine, and only where that is allowed', () => {
    expect(faultOfUrl('http://127.0.0.1:8080/', true)).toBeUndefined();
    expect(faultOfUrl('http://localhost:8080/', true)).toBeUndefined();
    expect(faultOfUrl('http://10.0.0.1/', true)).toBe('must begin with https://');
    expect(faultOfUrl('https://10.0.0.1/', true)).toBeUndefined();
    expect(faultOfUrl('http://127.0.0.1:8080/', false)).toBe('must begin with https://');
  });
});
