import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { fingerprintOf, recordSchema } from './schema.js';

/** `npm run schema` writes schema.sql and schema.fingerprint. */
const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-schema-'));
const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'));
try {
  await writeFile('schema.sql', await recordSchema(postgres.ownerUrl));
  await writeFile('schema.fingerprint', await fingerprintOf(postgres.ownerUrl));
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
