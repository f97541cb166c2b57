import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../../migrations/index.js';
import { PEOPLE } from '../../../src/demo/salon/people.js';
import { SECRET } from '../../support/app.js';
import { createDatabase, emptyDatabase, type TestDatabase } from '../../support/database.js';
import { run, startService, type Running } from '../../support/process.js';

let database: TestDatabase;
let started: Running[];

beforeEach(() => {
  started = [];
});

afterEach(async () => {
  for (const one of started) one.kill('SIGTERM');
  await Promise.all(started.map((one) => one.exit));
  await database.drop();
});

test('Migrations that run at once on one database make one schema, and all exit with 0', async () => {
  database = await emptyDatabase();
  const settings = { MIGRATION_DATABASE_URL: database.ownerUrl };
  started = [1, 2, 3].map(() => run('src/cli.js', ['migrate'], settings));
  expect(await Promise.all(started.map((one) => one.exit))).toEqual([0, 0, 0]);
  const said = started
    .map((one) =>
      one
        .output()
        .trim()
        .replace(/^Database test_\w+ on \S+\n/, ''),
    )
    .toSorted();
  expect(said).toEqual([
    expect.stringMatching(/^Applied \w+(, \w+)*\.$/),
    'The schema is up to date.',
    'The schema is up to date.',
  ]);
});

test('A migration says on which database, and another one that nothing is left to do', async () => {
  database = await emptyDatabase();
  const { host, pathname } = new URL(database.ownerUrl);
  const said = [];
  for (const _ of ['first', 'second']) {
    const program = run('src/cli.js', ['migrate'], { MIGRATION_DATABASE_URL: database.ownerUrl });
    expect(await program.exit).toBe(0);
    said.push(program.output().trim().split('\n'));
  }
  const where = `Database ${pathname.slice(1)} on ${host}`;
  const applied = `Applied ${MIGRATIONS.map(({ name }) => name).join(', ')}.`;
  expect(said).toEqual([
    [where, applied],
    [where, 'The schema is up to date.'],
  ]);
});

test('A revert undoes one step, and says which and on which database', async () => {
  database = await createDatabase();
  const { host, pathname } = new URL(database.ownerUrl);
  const said = [];
  for (const _ of [...MIGRATIONS, 'one more']) {
    const program = run('src/cli.js', ['revert'], { MIGRATION_DATABASE_URL: database.ownerUrl });
    expect(await program.exit).toBe(0);
    said.push(program.output().trim());
  }
  const where = `database ${pathname.slice(1)} of ${host}`;
  const names = MIGRATIONS.map(({ name }) => name);
  expect(said).toEqual([
    ...names.map((_name, index) =>
      [
        `Reverted ${names.at(-1 - index)}, one step, on ${where}.`,
        index === names.length - 1
          ? 'No migration is left.'
          : `Still applied: ${names.slice(0, -1 - index).join(', ')}.`,
      ].join('\n'),
    ),
    `No migration is applied on ${where}; nothing was reverted.`,
  ]);
});

test('Processes that start at once fill one demo salon', async () => {
  database = await createDatabase();
  const settings = {
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    AUTH_JWT_SECRET: SECRET,
    DEMO_DATA: 'on',
    DEMO_TOKENS: 'on',
  };
  started = await Promise.all([1, 2, 3].map(() => startService(settings)));
  await Promise.all(started.map((one) => one.says('is ready at')));
  const { rows } = await database.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM public.user_profiles');
  expect(rows).toEqual([{ n: PEOPLE.length }]);
});
