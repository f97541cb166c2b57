import 'reflect-metadata';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { makeDataFolder } from './data-folder.js';
import { fingerprintOf, recordSchema } from './schema.js';

/** `npm run schema` writes schema.sql and schema.fingerprint. */
const folder = await makeDataFolder();
const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'));
try {
  await writeFile('schema.sql', await recordSchema(postgres.ownerUrl));
  await writeFile('schema.fingerprint', await fingerprintOf(postgres.ownerUrl));
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
