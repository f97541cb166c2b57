import { randomUUID } from 'node:crypto';
import { ClientData } from '../../../src/audit/client-data.js';
import { Refusals } from '../../../src/audit/refusals.js';
import { Seals } from '../../../src/audit/seals.js';
import { LogVerifier } from '../../../src/audit/verify.js';
import { CacheCleanup } from '../../../src/availability/cache/cleanup.js';
import { ConfigError } from '../../../src/config.js';
import { Database } from '../../../src/database/database.js';
import { DeliveryQueue } from '../../../src/events/delivery-queue.js';
import { EventFeed } from '../../../src/events/event-feed.js';
import { Cleanup } from '../../../src/operations/cleanup.js';
import { BudgetCleanup } from '../../../src/schedules/budgets/budget-cleanup.js';
import { setBudget, storedBudget, turnMonth } from '../../support/budgets.js';
import { eventually } from '../../support/process.js';
import type { World } from './world.js';

/** What the service does that no single request shows; each says whether it was done. */
export const JOBS: Record<string, (world: World) => Promise<boolean>> = {
  'an answer is kept and replayed': async (world) => {
    const key = randomUUID();
    const userId = await world.user();
    const post = () =>
      world.app.as('admin').post('/v1/promotions').set('idempotency-key', key).send({ userId, note: 'Once' });
    const first = await post();
    await world.app.owner.query(`UPDATE private.idempotency_keys SET created_at = now() - interval '2 days'`);
    await post();
    const again = await post();
    return first.status === 201 && again.headers['idempotency-replayed'] === 'true';
  },
  'answers are forgotten after a day': async ({ app }) => {
    await app.owner.query(
      `INSERT INTO private.idempotency_keys (caller, key, fingerprint, status, headers, body, created_at)
       VALUES (gen_random_uuid(), 'old', repeat('0', 64), 200, '{}', '{}', now() - interval '2 days')`,
    );
    await app.app.get(Cleanup).purgeIdempotencyKeys();
    return isEmpty(app.owner, `private.idempotency_keys WHERE key = 'old'`);
  },
  'the cache and its feed are swept': async ({ app }) => {
    await app.owner.query('TRUNCATE private.availability_sweeps');
    await app.owner.query(
      `INSERT INTO private.availability_cache
              (stylist_user_id, service_id, cache_date, available_slots, expires_at, snapshot, format)
       VALUES (gen_random_uuid(), gen_random_uuid(), CURRENT_DATE, '[]', now() - interval '1 hour',
               pg_current_snapshot(), 'old')`,
    );
    await app.owner.query(
      `INSERT INTO private.availability_changes (from_date, to_date) VALUES ('1999-01-01', '1999-01-01')`,
    );
    for (const age of ['3 hours', '2 hours']) {
      await app.owner.query(`INSERT INTO private.availability_sweeps (swept_at) VALUES (now() - $1::interval)`, [age]);
    }
    // Transactions are numbered for the whole server: an older one in another test's database keeps an earlier sweep.
    await eventually(async () => {
      const { rowCount } = await app.owner.query(
        `SELECT FROM private.availability_sweeps WHERE pg_snapshot_xmax(snapshot) >= pg_snapshot_xmin(pg_current_snapshot())`,
      );
      return rowCount === 0;
    }, 'older transactions to end');
    await app.app.get(CacheCleanup).run();
    const { rows } = await app.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM private.availability_sweeps');
    return (
      (await isEmpty(app.owner, `private.availability_cache WHERE format = 'old'`)) &&
      (await isEmpty(app.owner, `private.availability_changes WHERE to_date = '1999-01-01'`)) &&
      rows[0]?.n === 2
    );
  },
  'months are turned': async (world) => {
    const { owner } = world.app;
    const { id } = await world.stylist();
    await setBudget(owner, id, { used: 7 });
    await turnMonth(owner, id);
    await world.app.app.get(BudgetCleanup).turnMonths();
    return (await storedBudget(owner, id))?.used === 0;
  },
  'a missing budget is healed': async (world) => {
    const { owner } = world.app;
    const { id } = await world.stylist();
    await owner.query('DELETE FROM public.stylist_override_budgets WHERE stylist_user_id = $1', [id]);
    const { status } = await world.app.as(id).put(`/v1/me/availability/${world.date()}`).send({ isClosed: true });
    return status === 200 && (await storedBudget(owner, id))?.used === 1;
  },
  'logs are sealed and verified': async ({ app }) => {
    await app.owner.query(
      `INSERT INTO private.service_management_log (action, category) VALUES ('ADD_NOTE', 'governance')`,
    );
    const sealed = await app.app.get(Seals).seal();
    const { ranges } = await app.app.get(LogVerifier).verify({});
    return sealed > 0 && ranges > 0;
  },
  'old addresses are forgotten': async ({ app }) => {
    const requestId = randomUUID();
    await app.owner.query(
      `INSERT INTO private.service_management_log (action, category, ip_address, request_id, created_at)
       VALUES ('ADD_NOTE', 'governance', '192.0.2.1', $1, now() - interval '400 days')`,
      [requestId],
    );
    const forgotten = await app.app.get(ClientData).forget();
    const known = `private.service_management_log WHERE request_id = '${requestId}' AND ip_address IS NOT NULL`;
    return forgotten > 0 && (await isEmpty(app.owner, known));
  },
  'events are ordered, and removed when they are old': async ({ app }) => {
    const feed = app.app.get(EventFeed);
    // Of a type that no webhook of the other cells asks for: an event that is to be sent stays.
    await app.owner.query(
      `INSERT INTO private.events (type, data, occurred_at) VALUES ('override.ended', '{"old": true}', now() - interval '99 days')`,
    );
    await feed.order();
    const isOrdered = await isEmpty(app.owner, 'private.events WHERE position IS NULL');
    await feed.remove();
    return isOrdered && (await isEmpty(app.owner, `private.events WHERE data ? 'old'`));
  },
  'a message is claimed, given back, sent and given up': async ({ app }) => {
    const queue = app.app.get(DeliveryQueue);
    await app.owner.query(
      `INSERT INTO private.webhooks (url, types, secret)
       VALUES ('https://jobs.invalid/', '{budget.changed}', decode(repeat('00', 60), 'hex'))`,
    );
    await app.owner.query(
      `INSERT INTO private.events (type, data) VALUES ('budget.changed', '{}'), ('budget.changed', '{}')`,
    );
    const [given] = await queue.claim(1, new Map());
    if (given !== undefined) await queue.handBack(given);
    const [one, two] = await queue.claim(2, new Map());
    if (one === undefined || two === undefined) return false;
    await queue.record(one, { status: 200, durationMs: 1, failure: null });
    const { disabled } = await queue.record(two, { status: 410, durationMs: 1, failure: 'gone' });
    const { rows } = await app.owner.query<{ status: string }>(
      `SELECT d.status FROM private.webhook_deliveries d JOIN private.webhooks w ON w.id = d.webhook_id
        WHERE w.url = 'https://jobs.invalid/' ORDER BY 1`,
    );
    await app.owner.query(`DELETE FROM private.webhooks WHERE url = 'https://jobs.invalid/'`);
    return disabled !== undefined && rows.map(({ status }) => status).join() === 'delivered,failed';
  },
  'a webhook that is deleted is gone': async ({ app }) => {
    const url = 'https://gone.invalid/';
    const { rows } = await app.owner.query<{ id: string }>(
      `INSERT INTO private.webhooks (url, types, secret)
       VALUES ($1, '{budget.changed}', decode(repeat('00', 60), 'hex')) RETURNING id`,
      [url],
    );
    await app.as('admin').delete(`/v1/webhooks/${rows[0]?.id}`);
    const { rowCount } = await app.owner.query('DELETE FROM private.webhooks WHERE url = $1', [url]);
    return rowCount === 0;
  },
  // The comparison with the released schema comes last, and finds each mutant without showing that anything needs it.
  'young events are kept': async ({ app }) => {
    await app.owner.query(`INSERT INTO private.events (type, data) VALUES ('stylist.updated', '{}')`);
    const gone = await app.app.get(Database).asEngine((tx) => tx.engine('DELETE FROM private.events RETURNING id'));
    return gone.length === 0;
  },
  'the database is accepted, or differs from the released one': ({ app }) =>
    app.app
      .get(Database)
      .refuseUnfit()
      .then(
        () => true,
        (error: unknown) => error instanceof ConfigError && error.message.includes('is not what this release expects'),
      ),
  'a refusal is on record': async (world) => {
    const { app } = world;
    const requestId = randomUUID();
    // Of one whose refusals are not yet so many that they are only counted.
    await app
      .as(await world.user())
      .get('/v1/override-budgets')
      .set('x-request-id', requestId);
    return !(await isEmpty(app.owner, `private.service_management_log WHERE request_id = '${requestId}'`));
  },
  'refusals that are too many are counted, and their number is on record': async (world) => {
    const { app } = world;
    const user = await world.user();
    await app.owner.query(
      `INSERT INTO private.service_management_log (admin_user_id, action, severity, category)
       SELECT $1, 'REFUSED', 'warning', 'security' FROM generate_series(1, 60)`,
      [user],
    );
    const { status } = await app.as(user).get('/v1/override-budgets');
    const { rowCount } = await app.owner.query(
      `UPDATE private.suppressed_refusals SET since = since - interval '1 minute' WHERE actor_user_id = $1 AND count = 1`,
      [user],
    );
    await app.app.get(Refusals).recordSuppressed();
    const recorded = `private.service_management_log WHERE action = 'REFUSALS_SUPPRESSED' AND admin_user_id = '${user}'`;
    return status === 403 && rowCount === 1 && !(await isEmpty(app.owner, recorded));
  },
};

async function isEmpty(owner: World['app']['owner'], rows: string): Promise<boolean> {
  const { rowCount } = await owner.query(`SELECT FROM ${rows} LIMIT 1`);
  return rowCount === 0;
}
