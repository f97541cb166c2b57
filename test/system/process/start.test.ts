import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, connect, type Server } from 'node:net';
import { MIGRATIONS } from '../../../migrations/index.js';
import { createApp } from '../../../src/app.js';
import { ConfigError, readConfig } from '../../../src/config.js';
import { Database } from '../../../src/database/database.js';
import { migrate, revert } from '../../../src/database/migrate.js';
import { createDatabase, emptyDatabase, type TestDatabase } from '../../support/database.js';
import { freePort, startService, type Running } from '../../support/process.js';
import { SECRET } from '../../support/app.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

function settings(more: Record<string, string> = {}): Record<string, string> {
  return { DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET, ...more };
}

async function failure(service: Running): Promise<string[]> {
  expect(await service.exit).toBe(1);
  return service.output().trim().split('\n');
}

describe('The start stops with one clear line and exit code 1', () => {
  test('at a wrong setting', async () => {
    const lines = await failure(await startService(settings({ AUTH_JWT_SECRET: 'too short' })));
    expect(lines).toEqual([expect.stringContaining('AUTH_JWT_SECRET must have at least 32 bytes')]);
  });

  test('when the port is occupied', async () => {
    const port = await freePort();
    const occupant = await listening(createServer(), port);
    const lines = await failure(await startService(settings({ PORT: String(port) })));
    occupant.close();
    expect(lines).toEqual([`PORT ${port} is in use on 127.0.0.1; set another PORT`]);
  });

  test('at a database that is not fit', async () => {
    const older = await emptyDatabase();
    const lines = await failure(await startService(settings({ DATABASE_URL: older.url })));
    await older.drop();
    expect(lines).toEqual([
      expect.stringMatching(/^The schema is older than the service, run npm run migrate: migration \w+ is not applied/),
    ]);
  });
});

/** Why the service refuses to serve with these settings; undefined where it serves. */
async function refusal(more: Record<string, string>): Promise<string | undefined> {
  const config = readConfig(settings({ LOG_LEVEL: 'silent', ...more }));
  const app = await createApp(config, config.database.url ?? '');
  try {
    await app.init();
    await app.get(Database).connect();
    await app.get(Database).refuseUnfit();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  } finally {
    await app.close();
  }
}

describe('The service refuses to serve', () => {
  test('when only the newest migration is missing', async () => {
    const older = await createDatabase();
    await revert(older.ownerUrl);
    const reason = await refusal({ DATABASE_URL: older.url });
    await older.drop();
    expect(reason).toBe(
      `The schema is older than the service, run npm run migrate: migration ${MIGRATIONS.at(-1)?.name} is not applied`,
    );
  });

  test('when a policy is gone, naming it', async () => {
    const tampered = await createDatabase();
    await tampered.owner.query('DROP POLICY schedule_overrides_engine_select ON public.schedule_overrides');
    const reason = await refusal({ DATABASE_URL: tampered.url });
    await tampered.drop();
    expect(reason).toBe(
      'The schema is not what this release expects, npm run doctor names all: policy public.schedule_overrides.schedule_overrides_engine_select is missing',
    );
  });

  test('when the database enforces other four eyes than the setting', async () => {
    expect(await refusal({ PROMOTION_FOUR_EYES: 'off' })).toBe(
      'PROMOTION_FOUR_EYES is off, but the database enforces on: set it alike, or run npm run migrate with it',
    );
    await migrate(database.ownerUrl, { fourEyes: false });
    expect(await refusal({ PROMOTION_FOUR_EYES: 'off' })).toBeUndefined();
    expect(await refusal({})).toMatch(/^PROMOTION_FOUR_EYES is on, but the database enforces off/);
    await migrate(database.ownerUrl, { fourEyes: true });
    expect(await refusal({})).toBeUndefined();
  });

  test('when the database does not exist', async () => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    const reason = await refusal({ DATABASE_URL: url.toString() });
    expect(reason).toBe('DATABASE_URL cannot be used: database "nowhere" does not exist');
  });

  test('when the password is wrong', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    const reason = await refusal({ DATABASE_URL: url.toString() });
    expect(reason).toContain('DATABASE_URL cannot be used: password authentication failed');
  });

  test('when the login is a superuser', async () => {
    const reason = await refusal({ DATABASE_URL: database.ownerUrl });
    expect(reason).toBe('DATABASE_URL cannot be used: postgres is a superuser');
  });

  test.each([
    ['bypasses row level security', 'BYPASSRLS', ''],
    ['owns public.schedule_overrides', '', 'ALTER TABLE public.schedule_overrides OWNER TO'],
    ['is no member of anon, authenticated, service_engine, service_engine_caller', '', ''],
  ])('when the login %s', async (fault, attribute, statement) => {
    const name = `login_${Math.random().toString(36).slice(2)}`;
    await database.owner.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${attribute}`);
    if (statement !== '') await database.owner.query(`${statement} ${name}`);
    const url = new URL(database.url);
    url.username = name;
    url.password = 'secret';
    const reason = await refusal({ DATABASE_URL: url.toString() });
    await database.owner.query(`REASSIGN OWNED BY ${name} TO postgres`);
    await database.owner.query(`DROP ROLE ${name}`);
    expect(reason).toBe(`DATABASE_URL cannot be used: ${name} ${fault}`);
  });
});

test('A database that is away is waited for: alive, not ready, and ready as soon as it is there', async () => {
  const port = await freePort();
  const url = new URL(database.url);
  const real = Number(url.port);
  url.port = String(port);
  const service = await startService(settings({ DATABASE_URL: url.toString() }));
  await service.answers('/health/live', 200);
  await service.answers('/health/ready', 503);
  const proxy = createServer((client) => {
    const server = connect(real, '127.0.0.1');
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  await listening(proxy, port);
  await service.answers('/health/ready', 200);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  proxy.close();
});

test('A schema that changes under the running service makes it not ready, until it is as it was', async () => {
  const own = await createDatabase();
  const service = await startService(settings({ DATABASE_URL: own.url }));
  await service.says('is ready at');
  const policy = 'policy public.services.service_engine_select is missing';
  await own.owner.query('DROP POLICY service_engine_select ON public.services');
  await service.answers('/health/ready', 503);
  const answer = await fetch(`${service.url}/health/ready`);
  expect(await answer.json()).toMatchObject({ missing: [expect.stringContaining(policy)] });
  await own.owner.query(
    'CREATE POLICY service_engine_select ON public.services FOR SELECT TO service_engine USING (true)',
  );
  await service.answers('/health/ready', 200);
  // A newer release has migrated: this one cannot know that schema, and serves on.
  await own.owner.query(`INSERT INTO public.service_engine_migrations (timestamp, name) VALUES (1, 'Newer1')`);
  await own.owner.query('CREATE POLICY newer ON public.schedule_overrides FOR SELECT TO anon USING (false)');
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  await own.drop();
});

test('The end while the database is away is clean too', async () => {
  const service = await startService(settings({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' }));
  await service.answers('/health/ready', 503);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
});

async function listening(server: Server, port: number): Promise<Server> {
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)));
}
