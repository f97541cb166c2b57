import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { EventFeed } from '../../src/events/event-feed.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let writers: Pool;
let pages = 0;

const CHANGES = 1_000;
const WRITERS = 20;

interface Page {
  items: { id: string; type: string; occurredAt: string; data: Record<string, unknown> }[];
  nextCursor: string | null;
}

beforeAll(async () => {
  app = await startApp({ DEMO_DATA: 'off' }, { demo: true });
  writers = new Pool({ connectionString: app.database.ownerUrl, max: WRITERS });
});

afterAll(async () => {
  await writers.end();
  await app.close();
});

async function page(query: string): Promise<Page> {
  const { body } = await app.as('admin').get(`/v1/events?${query}`).expect(200);
  pages += 1;
  return body as Page;
}

/** Reads on from an event until nothing is left. */
async function rest(after: string | null, read: Page['items']): Promise<string | null> {
  for (let last = after; ;) {
    const { items } = await page(`limit=200${last === null ? '' : `&after=${last}`}`);
    read.push(...items);
    if (items.length === 0) return last;
    last = items.at(-1)!.id;
  }
}

/** Writes log rows in a transaction that lasts for a while and then commits or not. */
async function change(marks: string[], commits: boolean): Promise<void> {
  const client = await writers.connect();
  try {
    await client.query('BEGIN');
    for (const mark of marks) {
      await client.query(
        `INSERT INTO private.service_management_log (action, target_id, target_type, category)
         VALUES ('UPDATE_STYLIST', $1, 'stylist_profile', 'configuration')`,
        [mark],
      );
      await sleep(Math.random() * 20);
    }
    await client.query(commits ? 'COMMIT' : 'ROLLBACK');
  } finally {
    client.release();
  }
}

test('A thousand concurrent changes with rollbacks leave exactly their events, and a reader that polls sees each once', async () => {
  const read: Page['items'] = [];
  let last = await rest(null, read);
  read.length = 0;
  const committed: string[] = [];
  const changes = Array.from({ length: CHANGES }, () => {
    const marks = Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => randomUUID());
    const commits = Math.random() < 0.6;
    if (commits) committed.push(...marks);
    return () => change(marks, commits);
  });
  const queue = changes.values();
  const over = { is: false };
  const writing = Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (const one of queue) await one();
    }),
  ).then(() => (over.is = true));
  const before = pages;
  while (!over.is) last = await rest(last, read);
  const polls = pages - before;
  await writing;
  await rest(last, read);
  expect(polls).toBeGreaterThan(10);
  const told = read.map(({ data }) => String(data['stylistUserId']));
  expect(told).toHaveLength(committed.length);
  expect(told.toSorted()).toEqual(committed.toSorted());
  // Whoever reads it again reads it in the same order.
  const again: Page['items'] = [];
  await rest(null, again);
  expect(again.slice(-read.length).map(({ id }) => id)).toEqual(read.map(({ id }) => id));
});

test('A change whose transaction began long before another comes after it, and is not missed', async () => {
  const [early, late] = [randomUUID(), randomUUID()];
  const client = await writers.connect();
  await client.query('BEGIN');
  const insert = `INSERT INTO private.service_management_log (action, target_id, target_type, category)
                  VALUES ('SET_SERVICES', $1, 'stylist_profile', 'configuration')`;
  await client.query(insert, [early]);
  await app.owner.query(insert, [late]);
  const read: Page['items'] = [];
  const last = await rest(null, read);
  expect(read.at(-1)!.data).toEqual({ stylistUserId: late });
  await client.query('COMMIT');
  client.release();
  const { items } = await page(`after=${last}`);
  expect(items.map(({ data }) => data)).toEqual([{ stylistUserId: early }]);
});

test('It is paged by the id of the last event, filtered by types, and read from the oldest after an unknown one', async () => {
  const first = await page('limit=2');
  expect(first.items).toHaveLength(2);
  expect(first.nextCursor).toBe(first.items[1]!.id);
  const second = await page(`limit=2&after=${first.nextCursor}`);
  expect(second.items.map(({ id }) => id)).not.toContain(first.items[1]!.id);
  expect((await page(`limit=2&after=${randomUUID()}`)).items).toEqual(first.items);
  for (const types of ['types=promotion.opened,override.created', 'types=promotion.opened&types=override.created']) {
    const { items } = await page(`limit=200&${types}`);
    expect(new Set(items.map(({ type }) => type))).toEqual(new Set(['promotion.opened', 'override.created']));
  }
  const { body } = await app.as('admin').get('/v1/events?types=promotion.closed').expect(400);
  expect(body.errors[0]).toMatchObject({ path: 'types', code: 'NOT_ALLOWED' });
  await app.as('auditor').get('/v1/events').expect(403);
});

test('Events that are no longer kept are not shown, and are removed with what has become of them', async () => {
  const [first, second] = (await page('limit=2')).items;
  await app.owner.query(
    `UPDATE private.events SET occurred_at = now() - interval '31 days' WHERE id = ANY ($1::uuid[])`,
    [[first!.id, second!.id]],
  );
  const shown = (await page('limit=200')).items.map(({ id }) => id);
  expect(shown).not.toContain(first!.id);
  expect((await page(`limit=1&after=${first!.id}`)).items[0]!.id).toBe(shown[0]);
  await app.app.get(EventFeed).remove();
  const { rows } = await app.owner.query('SELECT FROM private.events WHERE id = ANY ($1::uuid[])', [
    [first!.id, second!.id],
  ]);
  expect(rows).toEqual([]);
});

test('The service’s login removes no young event, chooses no position, and changes none', async () => {
  const client = new Pool({ connectionString: app.database.url, max: 1 });
  await client.query('SET ROLE service_engine');
  const { rowCount } = await client.query(`DELETE FROM private.events WHERE occurred_at > now() - interval '6 days'`);
  expect(rowCount).toBe(0);
  await expect(client.query('UPDATE private.events SET position = 1')).rejects.toMatchObject({ code: '42501' });
  await expect(
    client.query(`INSERT INTO private.events (type, data, position) VALUES ('stylist.updated', '{}', 1)`),
  ).rejects.toMatchObject({ code: '42501' });
  await client.end();
});
