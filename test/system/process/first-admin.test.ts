import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PERSONAS } from '../../../src/examples/personas.js';
import { startApp, type TestApp } from '../../support/app.js';
import { run } from '../../support/process.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

async function makeAdmin(userId: string): Promise<[code: number | string, output: string]> {
  const program = run('src/cli.js', ['admin', userId], { MIGRATION_DATABASE_URL: app.database.ownerUrl });
  return [await program.exit, program.output()];
}

test('The command makes a user an admin, says on which database, and the log records it', async () => {
  await app.as('customer').get('/v1/promotions').expect(403);
  const [code, output] = await makeAdmin(PERSONAS.customer);
  expect(output).toMatch(/^Database test_\w+ on [\w.:]+\n.*is an admin\.\n$/);
  expect(code).toBe(0);
  await app.as('customer').get('/v1/promotions').expect(200);
  const { body } = await app.as('super-auditor').get('/v1/audit/service-log?action=ROLE_CHANGED').expect(200);
  expect((body as { total: number }).total).toBe(1);
});

test('A user without a profile, or no user id, is refused with a line that says so', async () => {
  const missing = randomUUID();
  expect(await makeAdmin(missing)).toEqual([1, expect.stringContaining(`No user has the profile ${missing}`)]);
  expect(await makeAdmin('sunita')).toEqual([1, expect.stringContaining('npm run admin -- <user id>')]);
});
