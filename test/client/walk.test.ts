import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  idempotencyKey,
  ifMatch,
  isProblem,
  itemsOf,
  must,
  ProblemError,
  type ServiceEngine,
  signIn,
} from '../../client/src/index.js';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { type Checks, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { HELD, recording } from '../support/promotions.js';

let app: TestApp;
let admin: ServiceEngine;
let second: ServiceEngine;

beforeAll(async () => {
  app = await startApp();
  admin = await signIn({ baseUrl: app.url }, 'admin');
  second = await signIn({ baseUrl: app.url }, 'second-admin');
});

afterAll(() => app.close());

test('The client makes a customer a stylist, as its README does', async () => {
  const { id } = must(await admin.POST('/v1/promotions', { body: { userId: PERSONAS.customer } }));
  const params = { path: { id } };
  const body = { profile: { displayName: 'Asmita Khadka' }, serviceIds: [DEMO.services.haircut] };
  const checked = recording(HELD.pending_training) as Partial<Checks>;
  must(await admin.PATCH('/v1/promotions/{id}/checks', { params, body: checked }));
  must(await admin.POST('/v1/promotions/{id}/submit', { params }));

  const early = await second.POST('/v1/promotions/{id}/approve', { params, body });
  expect(isProblem(early.error, 'CHECKS_INCOMPLETE') && early.error.missing).toEqual(
    REQUIREMENTS.filter((code) => !HELD.pending_training.includes(code)),
  );
  const all = recording() as Partial<Checks>;
  const trained = await admin.PATCH('/v1/promotions/{id}/checks', { params, body: all });
  const stale = { ...params, header: { 'If-Match': '"0"' } };
  const refused = await second.POST('/v1/promotions/{id}/approve', { params: stale, body });
  expect(isProblem(refused.error, 'VERSION_MISMATCH')).toBe(true);
  const current = { ...params, header: ifMatch(trained) };
  expect(must(await second.POST('/v1/promotions/{id}/approve', { params: current, body })).status).toBe('approved');
});

test('A list is read to its end, page by page, and each item comes once', async () => {
  const ids: string[] = [];
  for await (const { id } of itemsOf((query) =>
    admin.GET('/v1/promotions', { params: { query: { ...query, limit: 2 } } }),
  )) {
    ids.push(id);
  }
  const { total } = must(await admin.GET('/v1/promotions', { params: { query: { limit: 1 } } }));
  expect(ids).toHaveLength(total);
  expect(new Set(ids).size).toBe(total);
});

test('A repeated request under its key changes nothing again', async () => {
  const path = { id: DEMO.promotions.draft };
  const params = { path, header: idempotencyKey() };
  const first = must(await admin.POST('/v1/promotions/{id}/notes', { params, body: { note: 'Once' } }));
  const again = must(await admin.POST('/v1/promotions/{id}/notes', { params, body: { note: 'Once' } }));
  expect(again.notes).toHaveLength(first.notes.length);
});

test('A problem that nobody expects is thrown with its code', async () => {
  const missing = { params: { path: { id: PERSONAS.admin } } };
  const read = admin.GET('/v1/promotions/{id}', missing).then(must);
  await expect(read).rejects.toThrow(ProblemError);
  await expect(read).rejects.toThrow(/^PROMOTION_NOT_FOUND/);
});
