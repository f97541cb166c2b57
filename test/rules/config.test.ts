import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ConfigError, readConfig } from '../../src/config.js';

const SECRET = 'x'.repeat(32);
const SERVED = { DATABASE_URL: 'postgres://service@db.example:5432/salon', AUTH_JWT_SECRET: SECRET };

describe('Settings', () => {
  test('The table of docs/operating.md names all settings that are read, and no others', () => {
    const read = new Set<string>();
    readConfig(new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) }));
    // Said in the text above the table.
    read.delete('NODE_ENV');
    const section = readFileSync('docs/operating.md', 'utf8').split('## Settings\n')[1]?.split('\n## ')[0] ?? '';
    const cells = section.split('\n').filter((line) => line.startsWith('| `'));
    const named = cells.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    // `_WRITES` stands for the last part of a name that begins as the one before.
    const stands = (name: string, setting: string): boolean =>
      name.startsWith('_') ? setting.endsWith(name) : setting === name;
    expect([...read].filter((setting) => !named.some((name) => stands(name, setting)))).toEqual([]);
    expect(named.filter((name) => ![...read].some((setting) => stands(name, setting)))).toEqual([]);
  });

  test('Settings have the documented defaults', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      audit: { clientDays: 365, sealKey: undefined },
      production: false,
      database: {
        url: undefined,
        migrationUrl: undefined,
        embeddedDir: '.data/postgres',
        poolMax: 10,
        statementTimeout: 5_000,
        lockTimeout: 2_000,
      },
      auth: { signIn: undefined, audience: 'authenticated', issuer: undefined },
      businessTimezone: 'Asia/Kathmandu',
      demo: 'on',
      demoTokens: true,
      corsOrigins: [],
      metricsToken: undefined,
      fourEyes: true,
      slotInterval: 30,
      logLevel: 'info',
      shutdownDelay: 0,
      traces: false,
      events: { days: 30 },
      webhooks: { allowPrivate: false, secretKey: undefined },
      eventLoopDelayMax: 1_000,
      trustProxy: false,
      rateLimit: { user: 300, anonymous: 120, writes: 30 },
      availability: { memoryCache: true, memoryMaxBytes: 128_000_000 },
    });
  });

  test('With DATABASE_URL there are no demo data, and migrations use it unless MIGRATION_DATABASE_URL is set', () => {
    const config = readConfig(SERVED);
    expect(config).toMatchObject({ demo: 'off', demoTokens: false, database: { migrationUrl: SERVED.DATABASE_URL } });
    expect(config.auth.signIn).toEqual({ kind: 'secret', secret: SECRET });
    const owner = 'postgres://owner@db.example/salon';
    expect(readConfig({ ...SERVED, MIGRATION_DATABASE_URL: owner }).database.migrationUrl).toBe(owner);
  });

  test('Migrations need no setting of sign-in', () => {
    expect(readConfig({ DATABASE_URL: SERVED.DATABASE_URL }, 'migrate').auth.signIn).toBeUndefined();
  });

  test('In production, migrations need the URL of a server too', () => {
    const production = { NODE_ENV: 'Production' };
    expect(() => readConfig(production, 'migrate')).toThrow('DATABASE_URL must be set when NODE_ENV is production');
    const owner = { ...production, MIGRATION_DATABASE_URL: SERVED.DATABASE_URL };
    expect(readConfig(owner, 'migrate').database.migrationUrl).toBe(SERVED.DATABASE_URL);
  });

  test.each([
    ['a bare address and a network', '10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['a number of hops', '2', 2],
    ['no hop', '0', false],
    ['off', 'off', false],
  ])('TRUST_PROXY may be %s', (_, value, expected) => {
    expect(readConfig({ TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  test.each([
    ['an https URL', 'https://id.example/keys'],
    ['http on loopback', 'http://127.0.0.1:9/keys'],
  ])('AUTH_JWKS_URL may be %s', (_, url) => {
    expect(readConfig({ AUTH_JWKS_URL: url }).auth.signIn).toEqual({ kind: 'jwks', url: new URL(url) });
  });

  test.each<[Record<string, string>, string]>([
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535'],
    [{ PORT: '3e3' }, 'PORT must be a whole number'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be a URL like postgres://'],
    [{ DATABASE_URL: 'nonsense' }, 'DATABASE_URL must be a URL like postgres://'],
    [{ MIGRATION_DATABASE_URL: 'http://x' }, 'MIGRATION_DATABASE_URL must be a URL like postgres://'],
    [{ DATABASE_URL: SERVED.DATABASE_URL }, 'AUTH_JWT_SECRET or AUTH_JWKS_URL must be set'],
    [{ AUTH_JWT_SECRET: 'x'.repeat(31) }, 'AUTH_JWT_SECRET must have at least 32 bytes'],
    [{ AUTH_JWT_SECRET: SECRET, AUTH_JWKS_URL: 'https://id.example/keys' }, 'both set'],
    [{ AUTH_JWKS_URL: 'http://id.example/keys' }, 'AUTH_JWKS_URL must be an https URL'],
    [{ AUTH_JWKS_URL: 'keys' }, 'AUTH_JWKS_URL must be an https URL'],
    [{ BUSINESS_TIMEZONE: 'Asia/Atlantis' }, 'BUSINESS_TIMEZONE must be an IANA time zone'],
    // Kolkata by an old name of Intl; PostgreSQL reads it as Israel.
    [{ BUSINESS_TIMEZONE: 'IST' }, 'BUSINESS_TIMEZONE must be an IANA time zone'],
    [{ DEMO_DATA: 'yes' }, 'DEMO_DATA must be one of on, off, public'],
    [{ DEMO_DATA: 'on', NODE_ENV: 'production' }, 'DEMO_DATA must be off when NODE_ENV is production'],
    [{ DEMO_DATA: 'public', NODE_ENV: 'production' }, 'DEMO_DATA must be off when NODE_ENV is production'],
    [{ DEMO_DATA: 'on', NODE_ENV: ' Production ' }, 'DEMO_DATA must be off when NODE_ENV is production'],
    [{ NODE_ENV: 'production' }, 'DATABASE_URL must be set when NODE_ENV is production'],
    [{ NODE_ENV: ' PRODuction', AUTH_JWT_SECRET: SECRET }, 'DATABASE_URL must be set when NODE_ENV is production'],
    [{ NODE_ENV: 'Production', MIGRATION_DATABASE_URL: SERVED.DATABASE_URL }, 'DATABASE_URL must be set'],
    [{ SHUTDOWN_DELAY_SECONDS: '-1' }, 'SHUTDOWN_DELAY_SECONDS must be a whole number from 0 to 600'],
    [{ EVENT_LOOP_DELAY_MAX_MS: '9' }, 'EVENT_LOOP_DELAY_MAX_MS must be a whole number from 10 to 600000'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL like'],
    [{ DEMO_TOKENS: 'yes' }, 'DEMO_TOKENS must be one of on, off'],
    [{ HOST: '0.0.0.0' }, 'set DEMO_DATA=public or off'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS must be exact origins'],
    [
      { CORS_ORIGINS: 'https://a.example/' },
      'CORS_ORIGINS: an origin has no slash at its end; write "https://a.example"',
    ],
    [{ PROMOTION_FOUR_EYES: 'true' }, 'PROMOTION_FOUR_EYES must be one of on, off'],
    [{ SLOT_INTERVAL_MINUTES: '4' }, 'SLOT_INTERVAL_MINUTES must be a whole number from 5 to 480'],
    [{ SLOT_INTERVAL_MINUTES: '481' }, 'SLOT_INTERVAL_MINUTES must be a whole number from 5 to 480'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    [{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY must be off, a number of hops, or addresses'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY must be off, a number of hops, or addresses'],
    [{ RATE_LIMIT_USER: '0' }, 'RATE_LIMIT_USER must be a whole number'],
    [{ RATE_LIMIT_ANONYMOUS: '-1' }, 'RATE_LIMIT_ANONYMOUS must be a whole number'],
    [{ RATE_LIMIT_WRITES: 'many' }, 'RATE_LIMIT_WRITES must be a whole number'],
    [{ AVAILABILITY_MEMORY_CACHE: '1' }, 'AVAILABILITY_MEMORY_CACHE must be one of on, off'],
    [{ AVAILABILITY_MEMORY_MAX_MB: '0' }, 'AVAILABILITY_MEMORY_MAX_MB must be a whole number'],
    [{ DATABASE_POOL_MAX: '0' }, 'DATABASE_POOL_MAX must be a whole number'],
    [{ DATABASE_STATEMENT_TIMEOUT_MS: '9000' }, 'DATABASE_STATEMENT_TIMEOUT_MS must be a whole number'],
    [{ DATABASE_LOCK_TIMEOUT_MS: '0' }, 'DATABASE_LOCK_TIMEOUT_MS must be a whole number'],
  ])('A wrong setting stops the start by name: %j', (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });
});
