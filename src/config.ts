import { isIP } from 'node:net';
import { DEFAULT_ZONE } from './calendar/stylist-zone.js';
import { isZone } from './calendar/wall-clock.js';

/** A missing or wrong setting. The start fails with this one line. */
export class ConfigError extends Error {}

export type SignIn = { kind: 'secret'; secret: string } | { kind: 'jwks'; url: URL };

/** The environment, read and checked once at the start (docs/api.md "Settings"). */
export type Config = ReturnType<typeof readConfig>;

/** The token under which the configuration is injected. */
export const CONFIG = Symbol('CONFIG');

type Environment = Record<string, string | undefined>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const MINIMUM_SECRET_BYTES = 32;
/** The database forgets no younger address (docs/database.md "Roles"). */
const FEWEST_CLIENT_DAYS = 30;
/** An event is kept for longer than its deliveries are tried. */
const FEWEST_EVENT_DAYS = 7;

/**
 * Reads every setting. Migrating needs no setting for sign-in.
 *
 * @throws {ConfigError} with the name of the setting and the values that it may have.
 */
export function readConfig(env: Environment, purpose: 'serve' | 'migrate' = 'serve') {
  const url = postgresUrl(env, 'DATABASE_URL');
  const host = text(env, 'HOST') ?? '127.0.0.1';
  const production = env.NODE_ENV?.trim().toLowerCase() === 'production';
  const config = {
    port: integer(env, 'PORT', 3000, 0, 65_535),
    host,
    production,
    database: {
      /** Undefined: the embedded server. */
      url,
      migrationUrl: postgresUrl(env, 'MIGRATION_DATABASE_URL') ?? url,
      embeddedDir: text(env, 'EMBEDDED_DATABASE_DIR') ?? '.data/postgres',
      poolMax: integer(env, 'DATABASE_POOL_MAX', 10, 1, 1_000),
      /** Milliseconds, like the next. */
      statementTimeout: integer(env, 'DATABASE_STATEMENT_TIMEOUT_MS', 5_000, 1, 8_000),
      lockTimeout: integer(env, 'DATABASE_LOCK_TIMEOUT_MS', 2_000, 1, 8_000),
    },
    auth: {
      /** Undefined only with the embedded server, which generates a secret. */
      signIn: purpose === 'migrate' ? undefined : signIn(env, url === undefined),
      audience: text(env, 'AUTH_JWT_AUDIENCE') ?? 'authenticated',
      issuer: text(env, 'AUTH_JWT_ISSUER'),
    },
    businessTimezone: timezone(env),
    demo: demo(env, { embedded: url === undefined, host, production }),
    demoTokens: choice(env, 'DEMO_TOKENS', ['on', 'off'], url === undefined ? 'on' : 'off') === 'on',
    corsOrigins: origins(env),
    metricsToken: text(env, 'METRICS_TOKEN'),
    fourEyes: choice(env, 'PROMOTION_FOUR_EYES', ['on', 'off'], 'on') === 'on',
    /** Minutes between two slots of the grid. */
    slotInterval: integer(env, 'SLOT_INTERVAL_MINUTES', 30, 5, 480),
    /** Whether spans are exported. The exporter reads the address, and its other settings, itself. */
    traces: checkedUrl(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', /^https?:$/, 'http://collector:4318') !== undefined,
    logLevel: choice(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    /** Seconds between the signal to stop and the end of serving: not ready, but every request is answered. */
    shutdownDelay: integer(env, 'SHUTDOWN_DELAY_SECONDS', 0, 0, 600),
    /** Milliseconds that the event loop may be late before calls are refused. */
    eventLoopDelayMax: integer(env, 'EVENT_LOOP_DELAY_MAX_MS', 1_000, 10, 600_000),
    /** Fastify's `trustProxy`: off, a number of hops, or addresses. */
    trustProxy: trustProxy(env),
    /** Requests a minute. */
    rateLimit: {
      user: integer(env, 'RATE_LIMIT_USER', 300, 1, 1_000_000_000),
      anonymous: integer(env, 'RATE_LIMIT_ANONYMOUS', 120, 1, 1_000_000_000),
      writes: integer(env, 'RATE_LIMIT_WRITES', 30, 1, 1_000_000_000),
    },
    availability: {
      memoryCache: choice(env, 'AVAILABILITY_MEMORY_CACHE', ['on', 'off'], 'on') === 'on',
      memoryMaxBytes: integer(env, 'AVAILABILITY_MEMORY_MAX_MB', 128, 1, 65_536) * 1_000_000,
    },
    audit: {
      clientDays: integer(env, 'AUDIT_CLIENT_DAYS', 365, FEWEST_CLIENT_DAYS, 36_500),
      sealKey: longSecret(env, 'AUDIT_SEAL_KEY'),
    },
    events: {
      days: integer(env, 'EVENT_DAYS', 30, FEWEST_EVENT_DAYS, 3_650),
    },
    webhooks: {
      /** Seals the secrets; without it there are no webhooks. The embedded server generates one. */
      secretKey: longSecret(env, 'WEBHOOK_SECRET_KEY'),
      /** For development: addresses of this machine and of private networks, and http on loopback. */
      allowPrivate: choice(env, 'WEBHOOK_ALLOW_PRIVATE', ['on', 'off'], 'off') === 'on',
    },
  };
  const databaseUrl = purpose === 'migrate' ? config.database.migrationUrl : url;
  if (production && databaseUrl === undefined) {
    throw new ConfigError(
      'DATABASE_URL must be set when NODE_ENV is production; the embedded server is for development',
    );
  }
  return config;
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host);
}

function text(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const given = text(env, name);
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < min || value > max) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${given}"`);
  }
  return value;
}

function choice<T extends string>(env: Environment, name: string, choices: readonly T[], fallback: T): T {
  const given = text(env, name);
  if (given === undefined) return fallback;
  const found = choices.find((one) => one === given);
  if (found === undefined) throw new ConfigError(`${name} must be one of ${choices.join(', ')}, not "${given}"`);
  return found;
}

/** @param like what may stand there, for the message. */
function checkedUrl(env: Environment, name: string, protocol: RegExp, like: string): string | undefined {
  const given = text(env, name);
  if (given !== undefined && !protocol.test(URL.parse(given)?.protocol ?? '')) {
    throw new ConfigError(`${name} must be a URL like ${like}`);
  }
  return given;
}

function postgresUrl(env: Environment, name: string): string | undefined {
  return checkedUrl(env, name, /^postgres(ql)?:$/, 'postgres://user:password@host:5432/database');
}

function signIn(env: Environment, embedded: boolean): SignIn | undefined {
  const secret = longSecret(env, 'AUTH_JWT_SECRET');
  const jwks = text(env, 'AUTH_JWKS_URL');
  if (secret !== undefined && jwks !== undefined) {
    throw new ConfigError('AUTH_JWT_SECRET and AUTH_JWKS_URL are both set; keep one');
  }
  if (secret !== undefined) return { kind: 'secret', secret };
  if (jwks !== undefined) {
    const url = URL.parse(jwks);
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (!isSafe) throw new ConfigError('AUTH_JWKS_URL must be an https URL (http on loopback only)');
    return { kind: 'jwks', url };
  }
  if (!embedded) throw new ConfigError('AUTH_JWT_SECRET or AUTH_JWKS_URL must be set when DATABASE_URL is');
  return undefined;
}

function longSecret(env: Environment, name: string): string | undefined {
  const key = env[name] || undefined;
  if (key !== undefined && Buffer.byteLength(key) < MINIMUM_SECRET_BYTES) {
    throw new ConfigError(`${name} must have at least ${MINIMUM_SECRET_BYTES} bytes`);
  }
  return key;
}

function timezone(env: Environment): string {
  const zone = text(env, 'BUSINESS_TIMEZONE') ?? DEFAULT_ZONE;
  if (!isZone(zone)) {
    throw new ConfigError(`BUSINESS_TIMEZONE must be an IANA time zone like ${DEFAULT_ZONE}, not "${zone}"`);
  }
  return zone;
}

function demo(env: Environment, on: { embedded: boolean; host: string; production: boolean }) {
  const value = choice(env, 'DEMO_DATA', ['on', 'off', 'public'], on.embedded && !on.production ? 'on' : 'off');
  if (value === 'off') return value;
  if (on.production) throw new ConfigError('DEMO_DATA must be off when NODE_ENV is production');
  if (value === 'on' && !isLoopback(on.host)) {
    throw new ConfigError(
      `DEMO_DATA gives tokens to everybody who reaches HOST ${on.host}; set DEMO_DATA=public or off`,
    );
  }
  return value;
}

function origins(env: Environment): string[] {
  return list(env, 'CORS_ORIGINS').map((origin) => {
    if (origin.endsWith('/')) {
      throw new ConfigError(`CORS_ORIGINS: an origin has no slash at its end; write "${origin.replace(/\/+$/, '')}"`);
    }
    if (URL.parse(origin)?.origin !== origin) {
      throw new ConfigError(`CORS_ORIGINS must be exact origins like https://admin.example.com, not "${origin}"`);
    }
    return origin;
  });
}

function trustProxy(env: Environment): false | number | string[] {
  const given = text(env, 'TRUST_PROXY');
  if (given === undefined || given === 'off') return false;
  if (/^\d{1,3}$/.test(given)) return Number(given) || false;
  return list(env, 'TRUST_PROXY').map((cidr) => {
    const [address = '', bits, ...rest] = cidr.split('/');
    const family = isIP(address);
    const bitsFit = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
    if (family === 0 || !bitsFit || rest.length > 0) {
      throw new ConfigError(`TRUST_PROXY must be off, a number of hops, or addresses like 10.0.0.0/8, not "${cidr}"`);
    }
    return cidr;
  });
}

function list(env: Environment, name: string): string[] {
  return (text(env, name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
