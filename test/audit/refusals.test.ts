import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Refusals } from '../../src/audit/refusals.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { loggedActions, type LoggedAction } from '../support/logs.js';
import { eventually, startService } from '../support/process.js';
import { addStylist, addUser } from '../support/stylists.js';
import { claims, hs256 } from '../support/token.js';

/** Behind a proxy the metrics are for the bearer of this. */
const TOKEN = 'the-metrics-token-of-this-test';

let app: TestApp;
let second: TestApp;

beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '1', METRICS_TOKEN: TOKEN });
  second = await startApp({}, { database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
});

const refusals = (actor: string): Promise<LoggedAction[]> => loggedActions(app.owner, actor);

describe('A refusal', () => {
  it('A refusal for a missing role is recorded with actor, route, address, agent and request id', async () => {
    const user = await addUser(app.owner, 'Curious');
    const budget = `/v1/stylists/${PERSONAS.stylist}/override-budget`;
    await app
      .as(user)
      .patch(budget)
      .set('user-agent', 'x'.repeat(700))
      .set('x-forwarded-for', '203.0.113.7')
      .set('x-request-id', 'refused-1')
      .send({ monthlyLimit: 100, reason: 'More' })
      .expect(403);
    expect(await refusals(user)).toEqual([
      {
        id: expect.any(String),
        actor: user,
        action: 'REFUSED',
        severity: 'warning',
        category: 'security',
        targetId: PERSONAS.stylist,
        targetType: 'override_budget',
        details: { code: 'FORBIDDEN', method: 'PATCH', route: '/v1/stylists/:id/override-budget' },
        address: '203.0.113.7',
        agent: 'x'.repeat(500),
        requestId: 'refused-1',
      },
    ]);
  });

  it('A refusal that is answered with 404 is recorded', async () => {
    const stylist = await addStylist(app.owner);
    await app.as(stylist.id).get(`/v1/stylists/${PERSONAS.stylist}/override-budget`).expect(404);
    expect(await refusals(stylist.id)).toMatchObject([{ action: 'REFUSED', details: { code: 'STYLIST_NOT_FOUND' } }]);
  });

  it('A valid token of an unknown subject is recorded as a refusal', async () => {
    const nobody = randomUUID();
    await app.as(nobody).get('/v1/me').expect(401);
    expect(await refusals(nobody)).toMatchObject([{ action: 'REFUSED', details: { code: 'UNAUTHENTICATED' } }]);
  });

  it('A request for a category that is not open to the reader is recorded as a refusal', async () => {
    const admin = await addUser(app.owner, 'Nosy Admin', 'admin');
    await app.as(admin).get('/v1/audit/service-log?category=security').expect(403);
    expect(await refusals(admin)).toMatchObject([{ action: 'REFUSED', targetType: 'audit_log' }]);
  });

  it('A refusal has the address of the socket when the forwarded address is invalid', async () => {
    const user = await addUser(app.owner, 'Curious');
    await app.as(user).get('/v1/override-budgets').set('x-forwarded-for', "junk', ''").expect(403);
    expect(await refusals(user)).toMatchObject([{ address: expect.stringMatching(/127\.0\.0\.1$/) }]);
  });

  it('A refusal is recorded also when the pool has a single connection', async () => {
    const narrow = await startApp({ DATABASE_POOL_MAX: '1' }, { database: app.database });
    const stylist = await addStylist(app.owner);
    const paths = ['/v1/override-budgets', `/v1/stylists/${PERSONAS.stylist}/override-budget`];
    const answers = await Promise.all(paths.map((path) => narrow.as(stylist.id).get(path)));
    await narrow.close();
    expect(answers.map(({ status }) => status)).toEqual([403, 404]);
    expect(await refusals(stylist.id)).toHaveLength(2);
  });

  it('A refusal is answered with 503 while the log cannot be written', async () => {
    const user = await addUser(app.owner, 'Curious');
    await app.owner.query('ALTER TABLE private.service_management_log ADD CONSTRAINT shut CHECK (false) NOT VALID');
    await app.as(user).get('/v1/override-budgets').expect(503);
    await app.owner.query('ALTER TABLE private.service_management_log DROP CONSTRAINT shut');
    await app.as(user).get('/v1/override-budgets').expect(403);
    expect(await refusals(user)).toHaveLength(1);
  });
});

describe('Failures that are no refusals', () => {
  it('Requests that are wrong, or whose target is missing or in conflict, are not recorded', async () => {
    const admin = await addUser(app.owner, 'Clumsy Admin', 'admin');
    const budget = `/v1/stylists/${PERSONAS.stylist}/override-budget`;
    await app.as(admin).get('/v1/override-budgets?limit=0').expect(400);
    await app.as(admin).get(`/v1/stylists/${randomUUID()}/override-budget`).expect(404);
    await app.as(admin).get('/v1/nowhere').expect(404);
    await app.as(admin).delete('/v1/override-budgets').expect(405);
    await app.as(admin).patch(budget).set('if-match', '"0"').send({ monthlyLimit: 9, reason: 'Less' }).expect(412);
    expect(await refusals(admin)).toEqual([]);
  });

  it('A request with a forged token or without one is not recorded', async () => {
    const user = await addUser(app.owner, 'Impersonated');
    const forged = hs256(claims(user), 'another secret, also longer than 32 bytes');
    await app.as(undefined).get('/v1/me').set('authorization', `Bearer ${forged}`).expect(401);
    await app.as(undefined).get('/v1/me').expect(401);
    expect(await refusals(user)).toEqual([]);
  });
});

describe('Many refusals of one actor', () => {
  it('The tenth refusal of an actor in ten minutes is critical, and the metric counts it once', async () => {
    const critical = async (): Promise<number> => {
      const { text } = await app.as(undefined).get('/metrics').set('authorization', `Bearer ${TOKEN}`).expect(200);
      return Number(/audit_critical_events_total\{action="REFUSED"\} (\d+)/.exec(text)?.[1]);
    };
    const before = await critical();
    const user = await addUser(app.owner, 'Persistent');
    for (let n = 1; n <= 12; n++) await app.as(user).get('/v1/override-budgets').expect(403);
    const severities = (await refusals(user)).map(({ severity }) => severity);
    expect(severities).toEqual(Array.from({ length: 12 }, (_, n) => (n === 9 ? 'critical' : 'warning')));
    expect(await critical()).toBe(before + 1);
  });

  it('The tenth refusal of an actor is logged at error level', async () => {
    const service = await startService({
      DATABASE_URL: app.database.url,
      AUTH_JWT_SECRET: SECRET,
      LOG_LEVEL: 'error',
    });
    await service.answers('/health/ready', 200);
    const user = await addUser(app.owner, 'Persistent');
    const authorization = `Bearer ${hs256(claims(user), SECRET)}`;
    for (let n = 1; n <= 10; n++) await fetch(`${service.url}/v1/override-budgets`, { headers: { authorization } });
    await service.says(`"action":"REFUSED","actorId":"${user}"`);
    service.kill('SIGTERM');
    await service.exit;
  });

  it('Of 75 refusals at the same time on two instances, 60 have a row, and one row has the number of the others', async () => {
    const user = await addUser(app.owner, 'Flooding');
    const refuse = async (times: number): Promise<void> => {
      const answers = await Promise.all(
        Array.from({ length: times }, (_, n) => (n % 2 ? app : second).as(user).get('/v1/override-budgets')),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    };
    const suppressed = async (): Promise<LoggedAction[]> =>
      (await refusals(user)).filter(({ action }) => action === 'REFUSALS_SUPPRESSED');
    await refuse(75);
    // The number of a minute is known when the minute is over.
    await app.app.get(Refusals).recordSuppressed();
    expect(await suppressed()).toEqual([]);
    await refuse(5);
    await endMinute(user);
    await Promise.all([app, second].map((one) => one.app.get(Refusals).recordSuppressed()));
    await eventually(async () => (await suppressed()).length > 0, 'the number of suppressed refusals');
    const rows = await refusals(user);
    expect(rows.filter(({ action }) => action === 'REFUSED')).toHaveLength(60);
    expect(await suppressed()).toMatchObject([
      { severity: 'critical', category: 'security', details: { count: 20, since: expect.any(String) } },
    ]);
    expect(rows.filter(({ action, severity }) => action === 'REFUSED' && severity === 'critical')).toHaveLength(1);
  });

  it('Refusals of one actor wait for each other without a connection: others are answered meanwhile', async () => {
    const user = await addUser(app.owner, 'Insistent');
    const holder = await app.owner.connect();
    await holder.query(`SELECT pg_advisory_lock(hashtextextended('refusals ' || $1, 0))`, [user]);
    const refused = Array.from({ length: 40 }, () =>
      app
        .as(user)
        .get('/v1/override-budgets')
        .then(({ status }) => status),
    );
    try {
      await eventually(async () => {
        const { rows } = await app.owner.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
        );
        return rows.length > 0;
      }, 'a refusal that waits');
      for (let call = 0; call < 5; call++) await app.as('admin').get('/v1/me').expect(200);
      const { rows } = await app.owner.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      expect(rows).toHaveLength(1);
    } finally {
      await holder.query('SELECT pg_advisory_unlock_all()');
      holder.release();
    }
    expect(new Set(await Promise.all(refused))).toEqual(new Set([403]));
    expect(await refusals(user)).toHaveLength(40);
  });
});

/** Lets the minute of the suppressed refusals of an actor be over. */
async function endMinute(actor: string): Promise<void> {
  const { rowCount } = await app.owner.query(
    `UPDATE private.suppressed_refusals SET since = since - interval '1 minute' WHERE actor_user_id = $1`,
    [actor],
  );
  expect(rowCount).toBe(1);
}
