import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { VALIDATE, VALIDATE_AND_READ } from '../../src/availability/cache/cache-validator.js';
import { CacheCleanup } from '../../src/availability/cache/cleanup.js';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { executed, visitedRows } from '../support/explain.js';
import { addOffer } from '../support/offers.js';
import { eventually } from '../support/process.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

/** Opens a transaction that has an id, and does not end it. */
async function forgotten(): Promise<PoolClient> {
  const client = await app.owner.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  return client;
}

async function change(stylistId: string, times: number): Promise<void> {
  await app.owner.query(
    `INSERT INTO private.availability_changes (stylist_user_id, from_date, to_date)
     SELECT $1, current_date, current_date FROM generate_series(1, $2)`,
    [stylistId, times],
  );
}

async function position(): Promise<[feed: string, snapshot: string]> {
  const { rows } = await app.owner.query<{ born: string; snapshot: string }>(
    `SELECT born, pg_current_snapshot()::text AS snapshot FROM private.availability_feed`,
  );
  return [rows[0]?.born ?? '', rows[0]?.snapshot ?? ''];
}

const settle = () =>
  app.owner.query(`UPDATE private.availability_sweeps SET swept_at = swept_at - interval '20 minutes'`);

describe('The feed of changes behind a transaction that somebody has forgotten', () => {
  it('a validation and the read of a row visit only the changes since the last validation', async () => {
    const one = await addOffer(app.owner);
    const date = one.stylist.day(3);
    const path = `/v1/availability?${one.query({ date })}`;
    await app.as(undefined).get(path).expect(200);
    const client = await forgotten();
    try {
      await change(one.stylist.id, 3_000);
      await app.owner.query('DELETE FROM private.availability_cache');
      await app.as(undefined).get(path).set('cache-control', 'no-cache').expect(200);
      await eventually(
        async () => (await app.owner.query('SELECT FROM private.availability_cache')).rowCount === 1,
        'the stored day',
      );
      const at = await position();
      await change(one.stylist.id, 5);
      const look = await executed(app, VALIDATE.text, at);
      const read = await executed(app, VALIDATE_AND_READ.text, [
        ...at,
        `{${one.stylist.id}}`,
        `{${one.serviceId}}`,
        `{${date}}`,
        `{${date}}`,
        '1:30',
      ]);
      const visited = [...look, ...read]
        .filter((node) => node['Relation Name'] === 'availability_changes')
        .map(visitedRows);
      expect(visited.some((rows) => rows > 0)).toBe(true);
      expect(Math.max(...visited)).toBeLessThanOrEqual(20);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('a change that was in progress at the last validation is found when it commits', async () => {
    const one = await addOffer(app.owner);
    const date = one.stylist.day(3);
    const ask = async (): Promise<string[]> => {
      const { body } = await app
        .as(undefined)
        .get(`/v1/availability?${one.query({ date })}`)
        .expect(200);
      return (body as { days: [{ slots: { priceCents: number }[] }] }).days[0].slots.map(({ priceCents }) =>
        String(priceCents),
      );
    };
    const client = await app.owner.connect();
    await client.query('BEGIN');
    await client.query('UPDATE public.services SET base_price_cents = 4321 WHERE id = $1', [one.serviceId]);
    expect(await ask()).not.toContain('4321');
    expect(await ask()).not.toContain('4321');
    await client.query('COMMIT');
    client.release();
    expect(new Set(await ask())).toEqual(new Set(['4321']));
  });

  it('the cleanup tells for how long the oldest transaction has held up the feed', async () => {
    const cleanup = app.app.get(CacheCleanup);
    const heldUp = async (): Promise<number> => {
      await cleanup.run();
      const { text } = await app.as(undefined).get('/metrics').expect(200);
      return Number(/^availability_feed_held_up_seconds (\S+)$/m.exec(text)?.[1]);
    };
    const client = await forgotten();
    try {
      await cleanup.run();
      await settle();
      expect(await heldUp()).toBeGreaterThan(1_000);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    // Transaction ids count for the whole server: a test of another file may hold one that is as old for a moment.
    await eventually(async () => (await heldUp()) < 1_000, 'the feed to be free again');
  });
});

describe('The cleanup of the feed and of the cache', () => {
  it('no statement deletes more than 10,000 rows, and all that is settled or expired goes', async () => {
    const one = await addOffer(app.owner);
    await app.owner.query(`
      CREATE TABLE public.test_deletions (table_name text, n integer);
      CREATE FUNCTION public.test_count_deletions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        INSERT INTO public.test_deletions SELECT TG_TABLE_NAME, count(*) FROM gone;
        RETURN NULL;
      END $$;
      CREATE TRIGGER test_deletions AFTER DELETE ON private.availability_changes REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION public.test_count_deletions();
      CREATE TRIGGER test_deletions AFTER DELETE ON private.availability_cache REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION public.test_count_deletions()`);
    await app.owner.query(
      `INSERT INTO private.availability_cache
              (stylist_user_id, service_id, cache_date, available_slots, expires_at, snapshot, format)
       SELECT $1, $2, current_date + n, '{}', now() - interval '1 minute', pg_current_snapshot(), 'x'
         FROM generate_series(1, 12000) AS n`,
      [one.stylist.id, one.serviceId],
    );
    await change(one.stylist.id, 12_000);
    const cleanup = app.app.get(CacheCleanup);
    await cleanup.run();
    await settle();
    await cleanup.run();
    const { rows: left } = await app.owner.query(
      `SELECT (SELECT count(*)::int FROM private.availability_changes WHERE stylist_user_id = $1) AS changes,
              (SELECT count(*)::int FROM private.availability_cache WHERE format = 'x') AS cached`,
      [one.stylist.id],
    );
    expect(left).toEqual([{ changes: 0, cached: 0 }]);
    const { rows: most } = await app.owner.query<{ n: number }>('SELECT max(n) AS n FROM public.test_deletions');
    expect(most[0]?.n).toBe(10_000);
  });

  it('a transaction of the service that falls idle is ended by PostgreSQL', async () => {
    const [row] = await app.app
      .get(Database)
      .asEngine((tx) =>
        tx.engine<{ timeout: string }>(`SELECT current_setting('idle_in_transaction_session_timeout') AS timeout`),
      );
    expect(row?.timeout).toBe('10s');
  });
});
