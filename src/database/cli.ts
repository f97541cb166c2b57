import { ConfigError, readConfig } from '../config.js';
import { EmbeddedPostgres } from './embedded.js';
import { migrate, revert } from './migrate.js';

/** `npm run migrate` and `npm run migrate:revert`: exit code 0, or 1 with one line that says why. */
async function main(command: string | undefined): Promise<void> {
  const config = readConfig(process.env, 'migrate');
  const embedded =
    config.database.migrationUrl === undefined ? await EmbeddedPostgres.start(config.database.embeddedDir) : undefined;
  const url = config.database.migrationUrl ?? embedded?.ownerUrl ?? '';
  try {
    if (command === 'migrate') {
      const applied = await migrate(url);
      console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`);
    } else if (command === 'revert') {
      await revert(url);
      console.log('Took back the newest migration.');
    } else {
      throw new ConfigError(`Unknown command ${command ?? ''}; use migrate or revert`);
    }
  } finally {
    await embedded?.stop();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
