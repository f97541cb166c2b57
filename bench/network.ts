import { Client } from 'pg';
import { performance } from 'node:perf_hooks';
import { VALIDATE } from '../src/availability/cache/cache-validator.js';
import { PLANNED_ONCE } from '../src/database/transaction.js';
import { relayTo } from '../test/support/relay.js';
import { Asker, median } from './asker.js';
import { hotDays, keepForBare, type Salon, startBare, startBuilt, stopAll } from './servers.js';

const ROUND_TRIPS = [10, 50] as const;
const READERS = 8;

/** Medians in milliseconds of one request while several clients ask, by the round trip to the database. */
export interface Distance {
  roundTrip: number;
  warm: number;
  bare: number;
}

/** A warm day and the bare lookup, both through a relay that keeps every packet for half a round trip. */
export async function measureDistance(salon: Salon, turns: number): Promise<Distance[]> {
  const results: Distance[] = [];
  for (const roundTrip of ROUND_TRIPS) {
    const api = await relayTo(salon.apiUrl, roundTrip / 2);
    const owner = await relayTo(salon.ownerUrl, roundTrip / 2);
    const service = await startBuilt({ ...salon, apiUrl: api.url });
    const first = new Asker(service.url);
    await first.timeAll(hotDays(false));
    first.close();
    await keepForBare(salon);
    const bare = await startBare({ ...salon, ownerUrl: owner.url });
    try {
      results.push({
        roundTrip,
        warm: await medianOf(service.url, hotDays(false), turns),
        bare: await medianOf(bare.url, hotDays(true), turns),
      });
    } finally {
      await stopAll([service, bare]);
      await Promise.all([api.relay.close(), owner.relay.close()]);
    }
  }
  return results;
}

async function medianOf(url: string, paths: readonly string[], turns: number): Promise<number> {
  const times: number[] = [];
  const read = async (reader: number): Promise<void> => {
    const asker = new Asker(url);
    for (let turn = 0; turn < turns; turn += 1) {
      const time = await asker.time(paths[(reader * 7 + turn) % paths.length] ?? '');
      if (turn >= turns / 5) times.push(time);
    }
    asker.close();
  };
  await Promise.all(Array.from({ length: READERS }, (_, reader) => read(reader)));
  return median(times);
}

/** Milliseconds of a validation: with an idle feed, and behind 100,000 changes and a transaction that stays open. */
export interface Behind {
  idle: number;
  behind: number;
}

const CHANGES = 100_000;

export async function measureBehind({ ownerUrl, apiUrl }: Salon, turns: number): Promise<Behind> {
  const [owner, forgotten, engine] = [ownerUrl, ownerUrl, apiUrl].map(
    (url) => new Client({ connectionString: url }),
  ) as [Client, Client, Client];
  for (const client of [owner, forgotten, engine]) await client.connect();
  const settings = Object.entries({ ...PLANNED_ONCE, role: 'service_engine' });
  await engine.query(settings.map(([name, value]) => `SET SESSION ${name} = ${value}`).join('; '));
  const look = async (): Promise<number> => {
    const { rows } = await owner.query<{ born: string; snapshot: string }>(
      `SELECT (SELECT born FROM private.availability_feed), pg_current_snapshot()::text AS snapshot`,
    );
    const values = [rows[0]?.born, rows[0]?.snapshot];
    const begin = performance.now();
    await engine.query({ ...VALIDATE, values });
    return performance.now() - begin;
  };
  const looks = async (): Promise<number> => {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) times.push(await look());
    return median(times);
  };
  try {
    await looks();
    const idle = await looks();
    await forgotten.query('BEGIN');
    await forgotten.query('SELECT pg_current_xact_id()');
    await owner.query(
      `INSERT INTO private.availability_changes (stylist_user_id, from_date, to_date)
       SELECT gen_random_uuid(), current_date, current_date FROM generate_series(1, ${CHANGES})`,
    );
    return { idle, behind: await looks() };
  } finally {
    await forgotten.query('ROLLBACK');
    await owner.query('DELETE FROM private.availability_changes');
    for (const client of [owner, forgotten, engine]) await client.end();
  }
}
