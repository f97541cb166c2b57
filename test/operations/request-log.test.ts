import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { startService, type Running } from '../support/process.js';
import { claims, hs256 } from '../support/token.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let database: TestDatabase;
let service: Running;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  service = await startService({ DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET, LOG_LEVEL: 'info' });
  await service.answers('/health/ready', 200);
});

afterAll(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await database.drop();
});

test('The log has one line for a request, with route, status, duration, caller and trace, and nothing personal', async () => {
  const token = hs256(claims(PERSONAS.candidate, { email: 'nisha@kbstylish.example' }), SECRET);
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'the-request', traceparent: TRACE };
  await fetch(`${service.url}/v1/me?secret=query`, { headers });
  await service.says('the-request');
  const lines = service
    .output()
    .split('\n')
    .filter((line) => line.includes('the-request'));
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      level: 30,
      time: expect.any(String),
      service: 'kb-stylish-service-engine',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      pid: service.pid,
      reqId: 'the-request',
      method: 'GET',
      route: '/v1/me',
      status: expect.any(Number),
      ms: expect.any(Number),
      caller: PERSONAS.candidate,
      traceparent: TRACE,
      traceId: TRACE.split('-')[1],
      msg: 'request',
    },
  ]);
  for (const personal of [token, 'secret', 'nisha', 'Nisha', '127.0.0.1', 'node'])
    expect(lines[0]).not.toContain(personal);
});

test('Every line of the log is JSON, the one that says that the service is ready too', async () => {
  await service.says('is ready at');
  const lines = service.output().trimEnd().split('\n');
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: expect.any(String), pid: service.pid });
  expect(lines.some((line) => line.includes(`"url":"${service.url}"`))).toBe(true);
});

test('The line of an availability request names the cache status', async () => {
  const query = `stylistId=${PERSONAS.stylist}&serviceId=00000000-0000-4000-8000-000000000201&date=${new Date().toISOString().slice(0, 10)}`;
  await fetch(`${service.url}/v1/availability?${query}`, { headers: { 'x-request-id': 'the-slots' } });
  await service.says('the-slots');
  const line =
    service
      .output()
      .split('\n')
      .find((one) => one.includes('the-slots')) ?? '';
  expect(JSON.parse(line)).toMatchObject({
    route: '/v1/availability',
    status: 200,
    cache: expect.stringContaining('service-engine'),
  });
});
