import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { FEED_TRIGGERS } from '../../../migrations/foundation/availability.js';
import { Database } from '../../../src/database/database.js';
import { diagnose } from '../../../src/database/doctor.js';
import { migrate } from '../../../src/database/migrate.js';
import { EmbeddedPostgres } from '../../../src/embedded/embedded-postgres.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeDataFolder } from '../../support/data-folder.js';
import { addOffer, type TestOffer } from '../../support/offers.js';
import { eventually } from '../../support/process.js';
import { withDatabase } from '../../support/server.js';
import { addBooking, addOverride } from '../../support/stylists.js';

let folder: string;
let postgres: EmbeddedPostgres;
let owner: Pool;
let publisher: Pool;
let app: TestApp;

const SOURCES = [
  'bookings',
  'booking_reservations',
  'stylist_schedules',
  'schedule_overrides',
  'services',
  'stylist_services',
  'stylist_profiles',
];

beforeAll(async () => {
  folder = await makeDataFolder();
  postgres = await EmbeddedPostgres.start(join(folder, 'postgres'), [
    'wal_level=logical',
    'max_prepared_transactions=5',
    'fsync=off',
  ]);
  await migrate(postgres.ownerUrl);
  owner = new Pool({ connectionString: postgres.ownerUrl, max: 3 });
  owner.on('error', () => undefined);
  await owner.query('CREATE DATABASE publisher');
  const publisherUrl = withDatabase(postgres.ownerUrl, 'publisher');
  await migrate(publisherUrl);
  publisher = new Pool({ connectionString: publisherUrl, max: 1 });
  publisher.on('error', () => undefined);
  await publisher.query(
    `CREATE PUBLICATION marketplace FOR TABLE auth.users, public.user_profiles, ${SOURCES.map((table) => `public.${table}`).join(', ')}`,
  );
  await publisher.query(`SELECT pg_create_logical_replication_slot('marketplace', 'pgoutput')`);
  const url = new URL(publisherUrl);
  await owner.query(
    `CREATE SUBSCRIPTION marketplace
       CONNECTION 'host=${url.hostname} port=${url.port} dbname=publisher user=${url.username} password=${url.password}'
       PUBLICATION marketplace WITH (create_slot = false, slot_name = 'marketplace', copy_data = false)`,
  );
  await postgres.openForService();
  const database = { url: postgres.apiUrl, ownerUrl: postgres.ownerUrl, owner, drop: () => Promise.resolve() };
  app = await startApp({}, { database });
});
afterAll(async () => {
  await app.close();
  await owner.query('DROP SUBSCRIPTION marketplace');
  await publisher.end();
  await owner.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function statuses(one: TestOffer): Promise<string[]> {
  const path = `/v1/availability?${one.query({ date: one.stylist.day(3) })}`;
  let answer = await app.as(undefined).get(path);
  await eventually(async () => {
    answer = await app.as(undefined).get(path);
    return answer.status !== 503;
  }, `an answer other than 503: ${answer.text}`);
  const body = answer.body as { days?: [{ slots: { status: string; priceCents: number }[] }]; code?: string };
  return body.days?.[0].slots.map(({ status, priceCents }) => `${status} ${priceCents}`) ?? [body.code ?? ''];
}

/** Waits until the subscriber has applied what the publisher has committed. */
async function applied(): Promise<void> {
  const { rows } = await publisher.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
  await eventually(async () => {
    const { rows: slots } = await owner.query(
      `SELECT FROM pg_replication_slots WHERE slot_name = 'marketplace' AND confirmed_flush_lsn >= $1::pg_lsn`,
      [rows[0]?.lsn],
    );
    return slots.length === 1;
  }, 'the subscription');
}

describe('Changes that an apply worker of logical replication writes', () => {
  const CHANGES: [string, (one: TestOffer) => Promise<unknown>, string[]][] = [
    [
      'a booking',
      (one) => addBooking(publisher, one.stylist, one.stylist.day(3), ['10:00', '11:00']),
      ['booked 100000'],
    ],
    [
      'a closure for all',
      (one) => addOverride(publisher, { type: 'business_closure', range: [one.stylist.day(3), one.stylist.day(3)] }),
      [],
    ],
    [
      'a price',
      (one) => publisher.query('UPDATE public.services SET base_price_cents = 7 WHERE id = $1', [one.serviceId]),
      ['available 7'],
    ],
    [
      'a week that ends',
      (one) => publisher.query('DELETE FROM public.stylist_schedules WHERE stylist_user_id = $1', [one.stylist.id]),
      [],
    ],
    [
      'a stylist who leaves',
      (one) =>
        publisher.query('UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1', [one.stylist.id]),
      ['STYLIST_NOT_FOUND'],
    ],
  ];

  it.each(CHANGES)('the next answer contains %s', async (_what, change, expected) => {
    await publisher.query('DELETE FROM public.schedule_overrides');
    const one = await addOffer(publisher, { hours: ['10:00', '11:00'] });
    await applied();
    expect(await statuses(one)).toEqual(['available 100000']);
    expect(await statuses(one)).toEqual(['available 100000']);
    await change(one);
    await applied();
    expect(await statuses(one)).toEqual(expected);
  });
});

describe('A transaction that was prepared before a crash', () => {
  it('is in the next answer after its commit', async () => {
    await publisher.query('DELETE FROM public.schedule_overrides');
    const one = await addOffer(publisher, { hours: ['10:00', '11:00'] });
    await applied();
    expect(await statuses(one)).toEqual(['available 100000']);
    const client = await owner.connect();
    client.on('error', () => undefined);
    await client.query('BEGIN');
    await client.query('UPDATE public.services SET base_price_cents = 7 WHERE id = $1', [one.serviceId]);
    await client.query(`PREPARE TRANSACTION 'prepared'`);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    client.release(true);
    await eventually(
      () =>
        owner.query('SELECT 1').then(
          () => true,
          () => false,
        ),
      'PostgreSQL',
    );
    expect(await statuses(one)).toEqual(['available 100000']);
    expect(await statuses(one)).toEqual(['available 100000']);
    await owner.query(`COMMIT PREPARED 'prepared'`);
    expect(await statuses(one)).toEqual(['available 7']);
    expect(await statuses(one)).toEqual(['available 7']);
  });
});

describe('Triggers of the feed that do not fire always', () => {
  it.each([
    ['disabled and enabled again', 'ENABLE TRIGGER', 'trigger_invalidate_cache_on_booking'],
    ['disabled', 'DISABLE TRIGGER', 'trigger_invalidate_cache_on_booking_update'],
    [
      'of replicated rows, disabled and enabled again',
      'ENABLE TRIGGER',
      'trigger_invalidate_cache_on_booking_replicated',
    ],
  ])('readiness, the start and doctor name one that was %s', async (_what, command, name) => {
    const expected = FEED_TRIGGERS.find((trigger) => trigger.name === name);
    await app.as(undefined).get('/health/ready').expect(200);
    await owner.query(`ALTER TABLE public.bookings ${command} ${name}`);
    try {
      const { body } = await app.as(undefined).get('/health/ready').expect(503);
      expect((body as { missing: string[] }).missing.join()).toContain(name);
      const { report } = await diagnose(postgres.ownerUrl);
      expect(report).toContain(name);
      await expect(app.app.get(Database).refuseUnfit()).rejects.toThrow(name);
    } finally {
      const mode = expected?.enabled === 'R' ? 'REPLICA' : 'ALWAYS';
      await owner.query(`ALTER TABLE public.bookings ENABLE ${mode} TRIGGER ${name}`);
    }
    await app.as(undefined).get('/health/ready').expect(200);
  });
});
