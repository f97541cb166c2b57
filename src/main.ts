import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.js';
import { ConfigError, readConfig, type Config } from './config.js';
import { Database } from './database/database.js';
import { migrate } from './database/migrate.js';
import { fillDemoSalon } from './demo/salon.js';
import { welcome } from './demo/welcome.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { sqlState } from './http/sqlstate.js';
import { Shutdown } from './http/shutdown.js';
import { Lifetime } from './lifetime.js';

/** Milliseconds for the last requests after the signal to stop. */
const DRAIN_TIMEOUT = 30_000;

const lifetime = new Lifetime();
/** Ends the wait before the end: at the second signal to stop, and after a failed start. */
const hurry = new AbortController();
/** Milliseconds; see {@link Config}. */
let shutdownDelay = 0;

/** Starts the service. A failure ends the process with one line and exit code 1. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  shutdownDelay = config.shutdownDelay * 1_000;
  await refuseTakenPort(config);
  const url = await serve(config, config.database.url ?? (await startEmbedded(config)));
  if (config.demo !== 'off') await fillDemoSalon(config.database.migrationUrl);
  console.log(welcome(config, url));
}

/** Serves, and returns the URL once the database is reachable and accepted. */
async function serve(config: Config, databaseUrl: string): Promise<string> {
  // Nothing of OpenTelemetry's exporter is loaded where nobody wants traces.
  const traces = async () => (await import('./http/opentelemetry.js')).exportTraces();
  if (config.traces) await lifetime.use(traces(), (sendLast) => sendLast());
  const app = await lifetime.use(createApp(config, databaseUrl), (one) => stopServing(one));
  const url = await listen(app, config);
  const database = app.get(Database);
  await database.connect();
  await database.refuseUnfit();
  return url;
}

/** Starts the embedded server, migrates it, and opens it for the service's login, whose URL it returns. */
async function startEmbedded(config: Config): Promise<string> {
  const embedded = await lifetime.use(EmbeddedPostgres.start(config.database.embeddedDir), (server) => server.stop());
  config.database.migrationUrl = embedded.ownerUrl;
  config.auth.signIn ??= { kind: 'secret', secret: embedded.secrets.jwtSecret };
  config.webhooks.secretKey ??= embedded.secrets.webhookKey;
  await migrate(embedded.ownerUrl, { fourEyes: config.fourEyes });
  await embedded.openForService();
  return embedded.apiUrl;
}

/** Listens, and returns the URL. */
async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<string> {
  await app.init();
  try {
    return await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    const code = sqlState(error);
    if (code === 'EADDRINUSE') throw portInUse(port, host);
    if (code === 'EACCES') throw new ConfigError(`PORT ${port} needs more rights than this account has`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ConfigError(`HOST ${host} is not of this machine`);
    throw error;
  }
}

/** Says that the service is not ready, serves on until proxies have seen it, and closes. */
async function stopServing(app: NestFastifyApplication): Promise<void> {
  app.get(Shutdown).drain();
  await sleep(shutdownDelay, undefined, { signal: hurry.signal }).catch(() => undefined);
  await app.close();
}

/** Says that the port is taken before anything is started for it. */
async function refuseTakenPort({ port, host }: Config): Promise<void> {
  const probe = createServer().listen({ port, host });
  await once(probe, 'listening').catch((error: unknown) => {
    if (sqlState(error) === 'EADDRINUSE') throw portInUse(port, host);
  });
  await new Promise((done) => probe.close(done));
}

function portInUse(port: number, host: string): ConfigError {
  return new ConfigError(`PORT ${port} is in use on ${host}; set another PORT`);
}

/** Answers the last requests, then stops everything in reverse order of its start. */
async function end(exitCode: number): Promise<void> {
  if (exitCode !== 0) hurry.abort();
  setTimeout(() => process.exit(1), shutdownDelay + DRAIN_TIMEOUT).unref();
  await lifetime.end().catch((error: unknown) => console.error(error));
  process.exit(exitCode);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (lifetime.isEnding) hurry.abort();
    else void end(0);
  });
}

main().catch((error: unknown) => {
  // After the signal to stop, the start may fail: that is no error.
  if (lifetime.isEnding) return;
  const isExplained = error instanceof ConfigError || sqlState(error) !== undefined;
  console.error(isExplained ? (error as Error).message : error);
  void end(1);
});
