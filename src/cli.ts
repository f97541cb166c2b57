import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ConfigError, readConfig, type Config } from './config.js';
import { serviceOptions } from './database/data-source.js';
import { diagnose } from './database/doctor.js';
import { finishAdoption } from './database/finish.js';
import { loginFaults } from './database/login.js';
import { makeAdmin } from './database/first-admin.js';
import { migrate, revert } from './database/migrate.js';
import { UUID } from './http/uuid.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';

const COMMANDS: Record<string, (url: string, config: Config) => Promise<void>> = {
  migrate: async (url, config) => {
    const applied = await migrate(url, { fourEyes: config.fourEyes });
    console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`);
  },
  revert: async (url) => {
    const { name, database, left } = await revert(url);
    const where = `database ${database} of ${new URL(url).host}`;
    if (name === undefined) return console.log(`No migration is applied on ${where}; nothing was reverted.`);
    console.log(`Reverted ${name}, one step, on ${where}.`);
    console.log(left.length === 0 ? 'No migration is left.' : `Still applied: ${left.join(', ')}.`);
  },
  admin: async (url) => {
    const [, , , userId = ''] = process.argv;
    if (!UUID.test(userId)) throw new ConfigError('Name a user: npm run admin -- <user id>');
    console.log(await makeAdmin(url, userId));
  },
  finish: async (url) => {
    const removed = await finishAdoption(url);
    console.log(['Removed what was kept for a revert; from now on there is no revert:', ...removed].join('\n  - '));
  },
  doctor: async (url, config) => {
    const { report, closing, opening, isApplied, isWell } = await diagnose(url, { isVerbose: has('--verbose') });
    if (has('--close') || has('--open')) {
      console.log(has('--close') ? closing : opening);
      return;
    }
    const faults = await serviceLoginFaults(config);
    console.log(report);
    for (const fault of faults) console.log(`DATABASE_URL is not fit to serve: ${fault}`);
    if (!isWell || (isApplied && faults.length > 0)) process.exitCode = 1;
  },
};

/** `npm run migrate`, `migrate:revert`, `adopt:finish`, `admin` and `doctor`: exit code 0, or 1 with the reason. */
async function main(name: string | undefined): Promise<void> {
  const command = COMMANDS[name ?? ''];
  if (command === undefined) {
    throw new ConfigError(`Unknown command ${name ?? ''}; use ${Object.keys(COMMANDS).join(', ')}`);
  }
  const accepted = process.argv[process.argv.indexOf('--accept-broken') + 1];
  if (has('--accept-broken') && accepted !== undefined) process.env['ACCEPT_BROKEN'] = accepted;
  const config = readConfig(process.env, 'migrate');
  const { migrationUrl, embeddedDir } = config.database;
  if (migrationUrl !== undefined) {
    const { host, pathname } = new URL(migrationUrl);
    // The doctor's output may be piped into psql, and a revert names the database itself.
    if (name !== 'doctor' && name !== 'revert') console.log(`Database ${pathname.slice(1)} on ${host}`);
    return command(migrationUrl, config);
  }
  if (name === 'doctor' && !existsSync(join(embeddedDir, 'PG_VERSION'))) {
    console.log('There is no DATABASE_URL and no embedded database yet: the service creates one when it starts.');
    return;
  }
  if (name !== 'doctor') console.log(`The embedded database in ${embeddedDir}`);
  const embedded = await EmbeddedPostgres.start(embeddedDir);
  try {
    await command(embedded.ownerUrl, config);
  } finally {
    await embedded.stop();
  }
}

function has(flag: string): boolean {
  return process.argv.includes(flag);
}

/** Why the service could not serve with its login, if another login migrates. */
async function serviceLoginFaults(config: Config): Promise<string[]> {
  const { url, migrationUrl } = config.database;
  if (url === undefined || url === migrationUrl) return [];
  const source = new DataSource(serviceOptions(config, url));
  try {
    await source.initialize();
    return await loginFaults(source);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
