import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { recordSchema } from './schema.js';

/** `npm run schema` writes schema.sql. */
const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-schema-'));
const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'));
try {
  await writeFile('schema.sql', await recordSchema(postgres.ownerUrl));
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
