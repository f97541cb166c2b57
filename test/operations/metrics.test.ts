import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { JOBS } from '../../src/database/job.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { Measures } from '../../src/operations/measures.js';
import { startApp, type TestApp } from '../support/app.js';

const TOKEN = 'a token for the scraper';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ METRICS_TOKEN: TOKEN });
});

afterAll(() => app.close());

async function metrics(): Promise<string> {
  return (
    await app
      .as(undefined)
      .get('/metrics')
      .expect(200)
      .expect('content-type', /^text\/plain/)
  ).text;
}

describe('Metrics', () => {
  test('Metrics count and time requests by route and status, not by address', async () => {
    await app.as('admin').get('/v1/me').expect(200);
    await app.as(undefined).get('/v1/me?q=1').expect(401);
    await app.as(undefined).get('/somewhere/unknown').expect(404);
    const text = await metrics();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/me",status="200"} 1');
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/me",status="401"} 1');
    expect(text).toContain('route="unknown",status="404"');
    expect(text).not.toContain('somewhere');
  });

  test('Metrics show the pool and the event loop', async () => {
    const text = await metrics();
    expect(text).toMatch(/database_pool_connections\{state="idle"\} [1-9]/);
    expect(text).toContain('database_pool_connections{state="waiting"} 0');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  test('Metrics are open to this machine but not to clients of a proxy on it, unless they have the token', async () => {
    const forwarded = (authorization: string) =>
      app.as(undefined).get('/metrics').set('x-forwarded-for', '203.0.113.9').set('authorization', authorization);
    await forwarded(`Bearer ${TOKEN}`).expect(200);
    const refused = await forwarded('Bearer something else').expect(403);
    expect(refused.body).toMatchObject({ code: 'FORBIDDEN' });
    await forwarded(`Bearer ${app.token('admin')}`).expect(403);
  });
});

describe('Metrics by the conventions', () => {
  test('promtool finds no fault in them', async () => {
    await app.app.get(Measures).measure();
    const text = await metrics();
    const check = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    // Without Debian's package prometheus the names are held to the same rules here.
    const gauges = [...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name);
    expect(gauges.filter((name) => name?.endsWith('_total'))).toEqual([]);
    expect(check.error === undefined ? `${check.stdout}${check.stderr}` : '').toBe('');
  });

  test('They tell the release, the jobs, the problems by code, and what the database holds', async () => {
    await app.as('stylist').get('/v1/promotions').expect(403);
    await app.app.get(Measures).measureRegularly();
    const text = await metrics();
    expect(text).toMatch(/service_engine_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*"\} 1/);
    expect(text).toMatch(/service_engine_job_last_success_timestamp_seconds\{job="measure"\} \d{10}/);
    for (const job of JOBS) expect(text).toContain(`service_engine_job_failures_total{job="${job}"}`);
    expect(text).toContain('http_problems_total{code="FORBIDDEN",status="403"}');
    expect(text).toContain('audit_refusals_total{code="FORBIDDEN"} 1');
    expect(text).toMatch(/service_engine_promotions\{status="draft"\} [1-9]/);
    expect(text).toMatch(/service_engine_promotion_oldest_age_seconds\{status="draft"\} \d/);
    expect(text).toMatch(/service_engine_overrides\{type="business_closure"\} [1-9]/);
    expect(text).toMatch(/service_engine_budgets_exhausted \d/);
  });

  test('They time validations and count what each served', async () => {
    const query = `stylistId=${PERSONAS.stylist}&serviceId=00000000-0000-4000-8000-000000000201&date=2000-01-01`;
    await app.as(undefined).get(`/v1/availability?${query}`).expect(200);
    const text = await metrics();
    expect(text).toMatch(/availability_validation_duration_seconds_count [1-9]/);
    expect(text).toMatch(/availability_validation_batch_requests_sum [1-9]/);
  });
});

test.each([
  ['x-real-ip', '203.0.113.9'],
  ['via', '1.1 proxy'],
  ['x-forwarded-proto', 'https'],
  ['forwarded', 'proto=https'],
  ['host', 'salon.example'],
])('Metrics need the token where %s says that a proxy is between', async (name, value) => {
  await app.as(undefined).get('/metrics').set(name, value).expect(403);
  await app.as(undefined).get('/metrics').set(name, value).set('authorization', `Bearer ${TOKEN}`).expect(200);
});

describe('A trace', () => {
  test('A problem repeats the traceparent of its request', async () => {
    const { body } = await app.as(undefined).get('/v1/me').set('traceparent', TRACE).expect(401);
    expect(body).toMatchObject({ traceparent: TRACE });
  });

  test.each([
    TRACE.toUpperCase(),
    `${TRACE}-more`,
    TRACE.replace(/^00/, 'ff'),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  ])('A malformed traceparent is ignored: %s', async (traceparent) => {
    const { body } = await app.as(undefined).get('/v1/me').set('traceparent', traceparent).expect(401);
    expect(body).not.toHaveProperty('traceparent');
  });
});
