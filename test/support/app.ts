import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { Database } from '../../src/database/database.js';
import { PERSONAS, type Persona } from '../../src/examples/personas.js';
import { pooled, POOLER_VARIABLE } from './pooler.js';
import { run, type Running } from './process.js';
import { createDatabase, type TestDatabase } from './database.js';
import { claims, hs256 } from './token.js';

export const SECRET = 'a secret of the tests, longer than 32 bytes';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A running service. */
export interface Instance {
  /** Its URL. */
  url: string;
  /** The owner's pool of its database, to write and read rows. */
  owner: Pool;
  /** Requests as a persona of the demo salon, as a user by id, or anonymous (undefined). */
  as(who: string | undefined): Record<Method, (path: string) => supertest.Test>;
}

/** The application in this process, on a database of its own. */
export interface TestApp extends Instance {
  app: NestFastifyApplication;
  database: TestDatabase;
  token(who: string): string;
  close(): Promise<void>;
}

/**
 * Starts the application as `main.ts` does. Behind a pooler it starts a second process too.
 *
 * @param settings environment variables; rate limits are too high to reach unless set.
 */
export async function startApp(
  settings: Record<string, string> = {},
  { demo = true, database }: { demo?: boolean; database?: TestDatabase } = {},
): Promise<TestApp> {
  const own = database ?? (await createDatabase({ demo }));
  const environment = {
    DATABASE_URL: pooled(own.url),
    MIGRATION_DATABASE_URL: own.ownerUrl,
    AUTH_JWT_SECRET: SECRET,
    WEBHOOK_SECRET_KEY: SECRET,
    DEMO_DATA: 'on',
    DEMO_TOKENS: 'on',
    LOG_LEVEL: 'silent',
    EVENT_LOOP_DELAY_MAX_MS: '600000',
    RATE_LIMIT_USER: '1000000',
    RATE_LIMIT_ANONYMOUS: '1000000',
    RATE_LIMIT_WRITES: '1000000',
    DATABASE_LOCK_TIMEOUT_MS: '7500',
    DATABASE_STATEMENT_TIMEOUT_MS: '7500',
    ...settings,
  };
  if (settings['PROMOTION_FOUR_EYES'] !== undefined) {
    const isOn = settings['PROMOTION_FOUR_EYES'] === 'on';
    await own.owner.query('UPDATE private.service_engine_settings SET four_eyes = $1', [isOn]);
  }
  const app = await createApp(readConfig(environment), environment.DATABASE_URL);
  await app.listen(0, '127.0.0.1');
  await app.get(Database).connect();
  const url = await app.getUrl();
  const twin = process.env[POOLER_VARIABLE] === undefined ? undefined : await startTwin(environment);
  const urls = [url, ...(twin === undefined ? [] : [twin.url])];
  return {
    app,
    database: own,
    url,
    owner: own.owner,
    token: tokenOf,
    as: requestsTo(urls),
    close: async () => {
      twin?.process.kill('SIGTERM');
      await twin?.process.exit;
      await app.close();
      if (database === undefined) await own.drop();
    },
  };
}

/** The tag without the digest of the body that it came with: the version that `If-Match` compares. */
export function versionIn(tag: string | undefined): string | undefined {
  return tag?.replace(/(\.[0-9a-f]{16})?(-gzip)?"$/, '"');
}

/** Sends requests to these URLs in turn. */
export function requestsTo(urls: readonly string[]): Instance['as'] {
  let sent = 0;
  return (who) => {
    const send = (method: Method) => (path: string) => {
      const request = supertest(urls[sent++ % urls.length] ?? '')[method](path);
      return who === undefined ? request : request.set('authorization', `Bearer ${tokenOf(who)}`);
    };
    return { get: send('get'), post: send('post'), put: send('put'), patch: send('patch'), delete: send('delete') };
  };
}

function tokenOf(who: string): string {
  return hs256(claims(idOf(who)), SECRET);
}

/** A second process of the service on the same database; requests go to both in turn. */
async function startTwin(environment: Record<string, string>): Promise<{ url: string; process: Running }> {
  const twin = run('src/main.js', [], { ...environment, PORT: '0', MIGRATION_DATABASE_URL: '' });
  await twin.says('is ready at');
  return { url: /is ready at ([^\s"]+)/.exec(twin.output())?.[1] ?? '', process: twin };
}

function idOf(who: string): string {
  return who in PERSONAS ? PERSONAS[who as Persona] : who;
}
