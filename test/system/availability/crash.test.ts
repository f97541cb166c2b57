import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { EmbeddedPostgres } from '../../../src/embedded/embedded-postgres.js';
import { migrate } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeDataFolder } from '../../support/data-folder.js';
import { addOffer, type TestOffer } from '../../support/offers.js';
import { eventually } from '../../support/process.js';
import { addBooking } from '../../support/stylists.js';

let folder: string;
let postgres: EmbeddedPostgres;
let owner: Pool;
let app: TestApp;

beforeAll(async () => {
  folder = await makeDataFolder();
  postgres = await EmbeddedPostgres.start(join(folder, 'postgres'));
  await migrate(postgres.ownerUrl);
  await postgres.openForService();
  owner = new Pool({ connectionString: postgres.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  const database = { url: postgres.apiUrl, ownerUrl: postgres.ownerUrl, owner, drop: () => Promise.resolve() };
  app = await startApp({}, { database });
});
afterAll(async () => {
  await app.close();
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
  return (answer.body as { days: [{ slots: { status: string }[] }] }).days[0].slots.map(({ status }) => status);
}

const startOf = async (): Promise<unknown> => (await owner.query('SELECT pg_postmaster_start_time() AS at')).rows;

async function untilItAccepts(): Promise<void> {
  await eventually(
    () =>
      owner.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    'PostgreSQL',
  );
}

describe('A cached day after a crash of PostgreSQL', () => {
  it('a booking that was committed just before one server process was killed is in the next answer', async () => {
    const one = await addOffer(owner, { hours: ['10:00', '11:00'] });
    expect(await statuses(one)).toEqual(['available']);
    expect(await statuses(one)).toEqual(['available']);
    const start = await startOf();
    const victim = await owner.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await addBooking(owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    process.kill(victim.rows[0]?.pid ?? 0, 'SIGKILL');
    await untilItAccepts();
    const { rows } = await owner.query('SELECT FROM private.availability_changes');
    expect(rows).toEqual([]);
    expect(await startOf()).toEqual(start);
    expect(await statuses(one)).toEqual(['booked']);
  });

  it('a booking that was committed just before the whole server was killed is in the next answer', async () => {
    const one = await addOffer(owner, { hours: ['10:00', '11:00'] });
    expect(await statuses(one)).toEqual(['available']);
    expect(await statuses(one)).toEqual(['available']);
    await addBooking(owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    process.kill(postgres.pid ?? 0, 'SIGQUIT');
    await untilItAccepts();
    expect(await statuses(one)).toEqual(['booked']);
  });
});
