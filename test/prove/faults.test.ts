import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PERSONAS } from '../../src/examples/personas.js';
import {
  addStylists,
  authorization,
  halfDone,
  load,
  startVictim,
  untilHealed,
  watchLive,
  type Victim,
  type Weather,
} from '../proof/faults.js';
import { eventually, type Running } from '../support/process.js';
import { turnMonth } from '../support/budgets.js';

/** Milliseconds until everything works again once the cause of a fault is gone. */
const HEALED = 5_000;

let victim: Victim;

beforeAll(async () => {
  victim = await startVictim();
}, 120_000);

afterAll(() => victim.stop());

function tell(fault: string, { done, unavailable }: Weather, healed?: number): void {
  const after = healed === undefined ? '' : `, healed after ${healed} ms`;
  console.info(`${fault}: ${done} done, ${unavailable} answered 503${after}`);
}

/** Callers at work, and `/health/live` watched, while something is done to them. */
async function whileAtWork(service: Running, fault: () => Promise<void>, stylistsNumber = 6) {
  const stylists = await addStylists(victim.owner, stylistsNumber);
  const over = sleep(500).then(fault);
  const [weather, live] = await Promise.all([load(service, stylists, over), watchLive(service, over)]);
  return { weather, live, stylists };
}

describe('Faults', () => {
  test('When the database server is killed, callers get 503, nothing is half done, and it heals by itself', async () => {
    const service = await victim.serve();
    let healed = 0;
    const { weather, live, stylists } = await whileAtWork(service, async () => {
      const killed = victim.postgres.pid!;
      process.kill(killed, 'SIGKILL');
      await eventually(() => victim.postgres.pid !== killed, 'another server');
      await eventually(
        () =>
          victim.owner.query('SELECT').then(
            () => true,
            () => false,
          ),
        'its connections',
      );
      healed = await untilHealed(service);
      await sleep(500);
    });
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(live).toEqual({ asked: expect.any(Number), failed: 0 });
    expect(healed).toBeLessThan(HEALED);
    expect(await halfDone(victim.owner, stylists)).toEqual([]);
    tell('server killed', weather, healed);
  });

  test('When the service is killed, another instance goes on and nothing is half done', async () => {
    const [killed, other] = [await victim.serve(), await victim.serve()];
    const stylists = await addStylists(victim.owner, 12);
    const over = sleep(1_000).then(() => killed.kill('SIGKILL'));
    const [, weather] = await Promise.all([
      load(killed, stylists.slice(0, 6), over),
      load(
        other,
        stylists.slice(6),
        over.then(() => sleep(500)),
      ),
    ]);
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(weather.unavailable).toBe(0);
    await eventually(async () => (await halfDone(victim.owner, stylists)).length === 0, 'nothing half done');
    tell('service killed', weather);
  });

  test('When connections are terminated all the time, no caller is taken for another', async () => {
    const service = await victim.serve();
    let healed = 0;
    const { weather, live, stylists } = await whileAtWork(service, async () => {
      for (let n = 0; n < 20; n++) {
        await victim.owner.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'service_engine_api'`,
        );
        await sleep(100);
      }
      healed = await untilHealed(service);
    });
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(live.failed).toBe(0);
    expect(healed).toBeLessThan(HEALED);
    expect(await halfDone(victim.owner, stylists)).toEqual([]);
    tell('connections terminated', weather, healed);
  });

  test('When another session holds the rows, callers get 503 in time and nothing is half done', async () => {
    const service = await victim.serve({ DATABASE_LOCK_TIMEOUT_MS: '300' });
    let healed = 0;
    const { weather, live, stylists } = await whileAtWork(service, async () => {
      const holder = await victim.owner.connect();
      await holder.query('BEGIN; LOCK TABLE public.stylist_override_budgets, public.user_profiles IN EXCLUSIVE MODE');
      await sleep(2_000);
      await holder.query('ROLLBACK');
      holder.release();
      healed = await untilHealed(service);
    });
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(weather.unavailable).toBeGreaterThan(0);
    expect(live.failed).toBe(0);
    expect(healed).toBeLessThan(HEALED);
    expect(await halfDone(victim.owner, stylists)).toEqual([]);
    tell('rows held', weather, healed);
  });

  test('When all connections of the pool are taken, callers get 503 and it heals by itself', async () => {
    const service = await victim.serve({ DATABASE_POOL_MAX: '2', DATABASE_LOCK_TIMEOUT_MS: '8000' });
    let healed = 0;
    const { weather, live, stylists } = await whileAtWork(service, async () => {
      const holder = await victim.owner.connect();
      await holder.query('BEGIN; LOCK TABLE public.stylist_override_budgets IN EXCLUSIVE MODE');
      await sleep(4_000);
      await holder.query('ROLLBACK');
      holder.release();
      healed = await untilHealed(service);
    });
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(weather.unavailable).toBeGreaterThan(0);
    expect(live.failed).toBe(0);
    expect(healed).toBeLessThan(HEALED);
    expect(await halfDone(victim.owner, stylists)).toEqual([]);
    tell('pool exhausted', weather, healed);
  });

  test('When the month turns under 60 requests, exactly the new budget is spent', async () => {
    const service = await victim.serve();
    const [stylist] = await addStylists(victim.owner, 1);
    await victim.owner.query(
      `UPDATE public.stylist_override_budgets SET monthly_override_limit = 10, current_month_overrides = 10
        WHERE stylist_user_id = $1`,
      [stylist!.id],
    );
    const statuses = Array.from({ length: 60 }, async (_, n) => {
      await sleep(n * 5);
      const response = await fetch(`${service.url}/v1/me/availability/${stylist!.day(1 + n)}`, {
        method: 'PUT',
        headers: { ...authorization(stylist!.id), 'content-type': 'application/json' },
        body: '{"isClosed":true}',
      });
      await response.arrayBuffer();
      return response.status;
    });
    await sleep(100);
    await turnMonth(victim.owner, stylist!.id);
    const all = await Promise.all(statuses);
    const accepted = all.filter((status) => status === 200).length;
    expect(new Set(all)).toEqual(new Set([200, 429]));
    expect(accepted).toBe(10);
    expect(await halfDone(victim.owner, [stylist!])).toEqual([]);
    console.info(`month turned: ${accepted} of 60 accepted`);
  });

  test('A connection keeps nothing of the caller before', async () => {
    const service = await victim.serve({ DATABASE_POOL_MAX: '1' });
    for (const userId of Object.values(PERSONAS)) {
      const response = await fetch(`${service.url}/v1/me`, { headers: authorization(userId) });
      expect(await response.json()).toMatchObject({ userId });
      expect((await fetch(`${service.url}/v1/me`)).status).toBe(401);
    }
  });
});
