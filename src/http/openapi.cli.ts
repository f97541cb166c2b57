import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../app.js';
import { readConfig } from '../config.js';
import { openApiDocument } from './document/document.js';

/** The settings of the documented service; it connects to nothing. */
const SETTINGS = {
  DATABASE_URL: 'postgres://documentation.invalid/none',
  AUTH_JWT_SECRET: 'no token is ever signed with this one',
  DEMO_DATA: 'on',
  DEMO_TOKENS: 'on',
  LOG_LEVEL: 'silent',
};
const FILE = 'openapi.json';

/** `npm run openapi` writes openapi.json; with `--check` it only says whether it is up to date (exit code 1: not). */
async function main(check: boolean): Promise<void> {
  const config = readConfig(SETTINGS);
  const app = await createApp(config, SETTINGS.DATABASE_URL);
  const text = `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
  await app.close();
  const file = join(process.cwd(), FILE);
  if (!check) return writeFile(file, text);
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${FILE} is not what the application documents; run npm run openapi`);
    process.exitCode = 1;
  }
}

await main(process.argv.includes('--check'));
