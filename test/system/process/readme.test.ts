import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SECRET } from '../../support/app.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { type Running, startService } from '../../support/process.js';

const README = join(import.meta.dirname, '..', '..', '..', '..', 'README.md');

let database: TestDatabase;
let service: Running;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  service = await startService({
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    AUTH_JWT_SECRET: SECRET,
    DEMO_DATA: 'on',
    DEMO_TOKENS: 'on',
  });
  await service.says('is ready at');
});

afterAll(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await database.drop();
});

/** The output of the README's commands, pasted into a shell. */
async function paste(): Promise<string> {
  const text = await readFile(README, 'utf8');
  const commands = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block).join('\n');
  expect(commands).toContain('url=http://127.0.0.1:3000\n');
  const script = commands.replace('http://127.0.0.1:3000', service.url);
  const { stdout, stderr } = await promisify(execFile)('bash', ['-uc', script]);
  expect(stderr).toBe('');
  return stdout;
}

test('The walk of the README can be pasted twice, and each command does what the text says', async () => {
  for (let times = 1; times <= 2; times++) {
    const output = await paste();
    expect(output).not.toContain('urn:kb-stylish:problem');
    expect(output).toContain('"status":"approved"');
    const days = [...output.matchAll(/"status":"(open|closed)","availableCount"/g)].map(([, status]) => status);
    expect(days).toEqual(['open', 'open', 'closed', 'closed']);
    expect(output).toContain('"action":"CREATE_OVERRIDE"');
  }
});

test('The README has at most 120 lines', async () => {
  expect((await readFile(README, 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});
