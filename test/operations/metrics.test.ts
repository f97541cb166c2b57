import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { JOBS } from '../../src/database/job.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { ConflictMeasure } from '../../src/operations/conflict-measure.js';
import { Measures } from '../../src/operations/measures.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget } from '../support/budgets.js';
import { metric } from '../support/metrics.js';
import { addBooking, addOverride, addStylist, addUser } from '../support/stylists.js';

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

describe('Each of them moves with what it counts', () => {
  const measured = async (series: string): Promise<number> => {
    await app.app.get(Measures).measure();
    return metric(app.url, series);
  };
  const closure = (day: string) => ({
    overrideType: 'business_closure',
    appliesToAllStylists: true,
    startDate: day,
    endDate: day,
    isClosed: true,
  });

  test('promotions by state, and how long the oldest waits', async () => {
    const [drafts, age] = ['service_engine_promotions', 'service_engine_promotion_oldest_age_seconds'].map(
      (name) => `${name}{status="draft"}`,
    ) as [string, string];
    const before = [await measured(drafts), await measured(age)] as const;
    await app
      .as('admin')
      .post('/v1/promotions')
      .send({ userId: await addUser(app.owner, 'Maya Thapa') })
      .expect(201);
    expect(await measured(drafts)).toBe(before[0] + 1);
    expect(await measured(age)).toBeGreaterThan(before[1]);
  });

  test('overrides by type, and answers of a conflict by its code', async () => {
    const overrides = 'service_engine_overrides{type="business_closure"}';
    const conflicts = 'http_problems_total{code="DUPLICATE_OVERRIDE",status="409"}';
    const before = [await measured(overrides), await metric(app.url, conflicts)] as const;
    const day = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
    await app.as('admin').post('/v1/schedule-overrides').send(closure(day)).expect(201);
    await app.as('admin').post('/v1/schedule-overrides').send(closure(day)).expect(409);
    expect(await measured(overrides)).toBe(before[0] + 1);
    expect(await metric(app.url, conflicts)).toBe(before[1] + 1);
  });

  test('stylists whose budget is exhausted, and the answers that say so', async () => {
    const refused = 'http_problems_total{code="OVERRIDE_BUDGET_EXHAUSTED",status="429"}';
    const before = [await measured('service_engine_budgets_exhausted'), await metric(app.url, refused)] as const;
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { limit: 2, used: 2, tokens: 0 });
    expect(await measured('service_engine_budgets_exhausted')).toBe(before[0] + 1);
    await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(120)}`)
      .send({ isClosed: true })
      .expect(429);
    expect(await metric(app.url, refused)).toBe(before[1] + 1);
    await setBudget(app.owner, stylist.id, { limit: 3, used: 2, tokens: 0 });
    expect(await measured('service_engine_budgets_exhausted')).toBe(before[0]);
  });

  test('bookings in conflict by their cause', async () => {
    const counted = async (cause: string): Promise<number> => {
      await app.app.get(ConflictMeasure).measureRegularly();
      return metric(app.url, `service_engine_booking_conflicts{cause="${cause}"}`);
    };
    const before = { base: await counted('base'), override: await counted('override') };
    const stylist = await addStylist(app.owner);
    await addBooking(app.owner, stylist, stylist.day(250), ['18:00', '19:00']);
    expect(await counted('base')).toBe(before.base + 1);
    await addBooking(app.owner, stylist, stylist.day(251), ['11:00', '12:00']);
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range: [stylist.day(251), stylist.day(251)] });
    expect(await counted('override')).toBe(before.override + 1);
    expect(await counted('base')).toBe(before.base + 1);
  });

  test('refusals by code', async () => {
    const refusals = 'audit_refusals_total{code="FORBIDDEN"}';
    const before = await metric(app.url, refusals);
    const customer = await addUser(app.owner, 'Maya Thapa');
    await app.as(customer).get('/v1/promotions').expect(403);
    expect(await metric(app.url, refusals)).toBe(before + 1);
  });

  test('a job’s last success, its duration and its failures', async () => {
    const series = ['last_success_timestamp_seconds', 'duration_seconds_count', 'failures_total'] as const;
    const values = async (): Promise<number[]> =>
      Promise.all(series.map((name) => metric(app.url, `service_engine_job_${name}{job="measure"}`)));
    await app.app.get(Measures).measureRegularly();
    const [firstAt = 0, firstRuns = 0, firstFailures = 0] = await values();
    await app.app.get(Measures).measureRegularly();
    const [secondAt = 0, ...second] = await values();
    expect(secondAt).toBeGreaterThan(firstAt);
    expect(second).toEqual([firstRuns + 1, firstFailures]);
    await app.owner.query('ALTER TABLE private.idempotency_keys RENAME TO idempotency_keys_away');
    await app.app.get(Measures).measureRegularly();
    await app.owner.query('ALTER TABLE private.idempotency_keys_away RENAME TO idempotency_keys');
    expect(await values()).toEqual([secondAt, firstRuns + 2, firstFailures + 1]);
  });

  test('validations, and how many requests one serves', async () => {
    const series = ['availability_validation_duration_seconds_count', 'availability_validation_batch_requests_sum'];
    const values = (): Promise<number[]> => Promise.all(series.map((name) => metric(app.url, name)));
    const query = `stylistId=${PERSONAS.stylist}&serviceId=00000000-0000-4000-8000-000000000201&date=2000-01-01`;
    const before = await values();
    await app.as(undefined).get(`/v1/availability?${query}`).expect(200);
    for (const [index, value] of (await values()).entries()) expect(value).toBeGreaterThan(before[index]!);
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
