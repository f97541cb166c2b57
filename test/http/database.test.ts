import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { DataSource } from 'typeorm';
import { Database } from '../../src/database/database.js';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/process.js';

const BUDGET = `/v1/stylists/${PERSONAS.stylist}/override-budget`;
const SECRET_OF_THE_SERVER = 'secret-of-the-server';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ DATABASE_LOCK_TIMEOUT_MS: '300', DATABASE_STATEMENT_TIMEOUT_MS: '1000' });
  await app.owner.query(`
    CREATE TABLE private.faults (code text NOT NULL, times integer NOT NULL);
    CREATE SEQUENCE private.faults_seen;
    CREATE FUNCTION private.fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
      fault private.faults;
    BEGIN
      SELECT * INTO fault FROM private.faults;
      IF fault.code = 'sleep' THEN
        PERFORM pg_sleep(20);
      ELSIF nextval('private.faults_seen') <= fault.times THEN
        RAISE EXCEPTION '${SECRET_OF_THE_SERVER}' USING ERRCODE = fault.code, DETAIL = '${SECRET_OF_THE_SERVER}';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fail BEFORE UPDATE ON public.stylist_override_budgets
      FOR EACH ROW EXECUTE FUNCTION private.fail()`);
});

afterAll(() => app.close());

beforeEach(() => app.owner.query('DELETE FROM private.faults'));

/** Makes the next changes of a budget fail so often with a SQLSTATE, or sleep. */
async function fail(code: string, times = 1_000_000): Promise<void> {
  await app.owner.query(`SELECT setval('private.faults_seen', 1, false)`);
  await app.owner.query('INSERT INTO private.faults VALUES ($1, $2)', [code, times]);
}

async function attempts(): Promise<number> {
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS n FROM private.faults_seen`,
  );
  return rows[0]?.n ?? 0;
}

let limit = 100;
const change = (): PromiseLike<Response> =>
  app
    .as('admin')
    .patch(BUDGET)
    .send({ monthlyLimit: (limit += 1), reason: 'More work' });

/** What is stored, and how many rows tell of it. */
async function stored(): Promise<{ limit: number; logged: number }> {
  const { rows } = await app.owner.query<{ limit: number; logged: number }>(
    `SELECT monthly_override_limit AS limit,
            (SELECT count(*)::int FROM private.service_management_log WHERE action = 'UPDATE_BUDGET') AS logged
       FROM public.stylist_override_budgets WHERE stylist_user_id = $1`,
    [PERSONAS.stylist],
  );
  return rows[0]!;
}

const summary = ({ status, headers, body }: Response): object => ({
  status,
  code: (body as { code: string }).code,
  retryAfter: headers['retry-after'],
});

const UNAVAILABLE = { status: 503, code: 'TEMPORARILY_UNAVAILABLE', retryAfter: expect.stringMatching(/^[1-9]\d*$/) };

describe('What PostgreSQL refuses', () => {
  test.each<[string, number, string]>([
    ['23505', 409, 'CONFLICT'],
    ['23P01', 409, 'CONFLICT'],
    ['23503', 422, 'UNPROCESSABLE'],
    ['23502', 400, 'VALIDATION_FAILED'],
    ['23514', 400, 'VALIDATION_FAILED'],
    ['22003', 400, 'VALIDATION_FAILED'],
    ['22021', 400, 'VALIDATION_FAILED'],
    ['42501', 403, 'FORBIDDEN'],
    ['40001', 409, 'CONFLICT_RETRY'],
    ['40P01', 409, 'CONFLICT_RETRY'],
    ['25006', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['53100', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['53300', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['55P03', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['57014', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['57P01', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['57P03', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['08006', 503, 'TEMPORARILY_UNAVAILABLE'],
    ['XX000', 500, 'INTERNAL'],
    ['42P01', 500, 'INTERNAL'],
  ])('SQLSTATE %s is answered with %i %s, changes nothing and reveals nothing', async (sqlState, status, code) => {
    const before = await stored();
    await fail(sqlState);
    const answer = await change();
    expect(summary(answer)).toEqual(status === 503 ? UNAVAILABLE : { status, code, retryAfter: undefined });
    expect(answer.text).not.toMatch(new RegExp(`${SECRET_OF_THE_SERVER}|${sqlState}|plpgsql|private|SQL`));
    expect(await stored()).toEqual(before);
  });

  test('The log records a refusal by row level security like a refusal by the guard', async () => {
    const refusals = async (): Promise<number> => {
      const { rowCount } = await app.owner.query(
        `SELECT FROM private.service_management_log WHERE action = 'REFUSED' AND admin_user_id = $1`,
        [PERSONAS.admin],
      );
      return rowCount ?? 0;
    };
    const before = await refusals();
    await fail('42501');
    await change();
    expect(await refusals()).toBe(before + 1);
  });
});

describe('A transaction that loses against another', () => {
  test.each(['40001', '40P01'])(
    'A transaction that fails with %s is run again whole, and writes once',
    async (sqlState) => {
      const before = await stored();
      await fail(sqlState, 3);
      expect((await change()).status).toBe(200);
      expect(await attempts()).toBe(4);
      expect(await stored()).toEqual({ limit, logged: before.logged + 1 });
    },
  );

  test('A transaction that loses four times is answered with 409', async () => {
    await fail('40001', 4);
    expect(summary(await change())).toMatchObject({ status: 409, code: 'CONFLICT_RETRY' });
    expect(await attempts()).toBe(4);
  });
});

describe('What takes too long', () => {
  test('A statement that takes too long is 503, and nothing is written', async () => {
    const before = await stored();
    await fail('sleep');
    expect(summary(await change())).toEqual(UNAVAILABLE);
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['a row that another holds', `SELECT FROM public.stylist_override_budgets FOR UPDATE`],
    ['a table that another holds', `LOCK TABLE public.stylist_override_budgets IN ACCESS EXCLUSIVE MODE`],
    ['the look-up of the caller', `LOCK TABLE public.user_profiles IN ACCESS EXCLUSIVE MODE`],
  ])('A request that waits too long for %s is 503, and succeeds once it is free', async (_, lock) => {
    const holder = await app.owner.connect();
    try {
      await holder.query(`BEGIN; ${lock}`);
      expect(summary(await change())).toEqual(UNAVAILABLE);
      await app.as(undefined).get('/health/live').expect(200);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect((await change()).status).toBe(200);
  });

  test('A write that waits too long for a locked row is 503, and succeeds once the row is free', async () => {
    const path = `/v1/promotions/${DEMO.promotions.pendingApproval}/notes`;
    const holder = await app.owner.connect();
    try {
      await holder.query('BEGIN; SELECT FROM public.stylist_promotions FOR UPDATE');
      expect(summary(await app.as('admin').post(path).send({ note: 'Waits' }))).toEqual(UNAVAILABLE);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await app.as('admin').post(path).send({ note: 'Waits' }).expect(201);
  });
});

describe('Connections', () => {
  test('Connections that are terminated while idle are replaced, and no request fails', async () => {
    await app.as('admin').get('/v1/me').expect(200);
    // Work in the background opens connections of its own meanwhile: they are ended as well.
    await eventually(async () => {
      await terminate();
      return app.app.get(Database).connections().total === 0;
    }, 'the pool to notice');
    await app.as('admin').get('/v1/me').expect(200);
  });

  test('A connection that is terminated at work is 503, and nothing is written', async () => {
    const before = await stored();
    await fail('sleep');
    const answer = change();
    const [terminated] = await Promise.all([
      eventually(async () => (await terminate(`AND wait_event = 'PgSleep'`)) > 0, 'a statement that sleeps'),
      answer,
    ]);
    expect(terminated).toBeUndefined();
    expect(summary(await answer)).toEqual(UNAVAILABLE);
    expect(await stored()).toEqual(before);
    await app.as('admin').get('/v1/me').expect(200);
  });

  test('A connection keeps neither role nor claims nor timeouts of the caller before', async () => {
    const one = await startApp({ DATABASE_POOL_MAX: '1' }, { database: app.database });
    const nobody = { role: 'service_engine_api', claims: '', timeouts: '0 0' };
    const left = async (): Promise<unknown> => {
      const [row] = await one.app.get(DataSource).query<unknown[]>(
        `SELECT current_user AS role, coalesce(current_setting('request.jwt.claims', true), '') AS claims,
                concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout')) AS timeouts`,
      );
      return row;
    };
    for (const [who, path, status] of [
      ['admin', '/v1/me', 200],
      ['admin', '/v1/override-budgets', 200],
      ['admin', '/v1/override-budgets?limit=0', 400],
      ['customer', '/v1/override-budgets', 403],
    ] as const) {
      await one.as(who).get(path).expect(status);
      expect(await left()).toEqual(nobody);
    }
    await one.close();
  });

  /** Ends the service's connections to this database. */
  async function terminate(which = ''): Promise<number> {
    const { rowCount } = await app.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'service_engine_api' ${which}`,
    );
    return rowCount ?? 0;
  }
});

test('On a read-only server reads are answered and writes are 503', async () => {
  await app.owner.query(
    `ALTER DATABASE ${new URL(app.database.url).pathname.slice(1)} SET default_transaction_read_only = on`,
  );
  const standby = await startApp({}, { database: app.database });
  await standby.as('admin').get(BUDGET).expect(200);
  const answer = await standby.as('admin').patch(BUDGET).send({ monthlyLimit: 77, reason: 'More work' });
  expect(summary(answer)).toEqual(UNAVAILABLE);
  await standby.close();
});
