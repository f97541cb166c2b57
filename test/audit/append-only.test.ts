import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import type { Actor } from '../../src/database/transaction.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';

const TABLES = ['private.service_management_log', 'private.schedule_change_log', 'private.audit_seals'];
const COLUMN = { [TABLES[0]!]: 'action', [TABLES[1]!]: 'reason', [TABLES[2]!]: 'log' };
const CALLERS: [string, Actor][] = [
  ['the service', { kind: 'engine' }],
  ['an admin', { kind: 'user', userId: PERSONAS.admin }],
  ['a super auditor', { kind: 'user', userId: PERSONAS['super-auditor'] }],
  ['nobody', { kind: 'anonymous' }],
];

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  await app.as('auditor').get('/v1/audit/verify').expect(200);
});
afterAll(() => app.close());

async function contents(): Promise<unknown[]> {
  return Promise.all(
    TABLES.map(async (table) => (await app.owner.query(`SELECT * FROM ${table} t ORDER BY t::text`)).rows),
  );
}

const attempts = (table: string): string[] => [
  `UPDATE ${table} SET ${COLUMN[table]} = ${COLUMN[table]}`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table}`,
];

describe.each(TABLES)('%s', (table) => {
  it(`${table} refuses its owner to change, delete and truncate rows`, async () => {
    const before = await contents();
    for (const sql of attempts(table)) {
      await expect(app.owner.query(sql)).rejects.toMatchObject({ code: '42501', message: `${table} is append-only` });
    }
    expect(await contents()).toEqual(before);
  });

  it.each(CALLERS)(`${table} gives %s no right to change, delete and truncate rows`, async (_name, actor) => {
    const before = await contents();
    for (const sql of [...attempts(table), `ALTER TABLE ${table} DISABLE TRIGGER ALL`]) {
      const attempt = app.app.get(Database).transaction(actor, (tx) => tx.query(sql));
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await contents()).toEqual(before);
  });

  it(`${table} is readable by the service only`, async () => {
    const read = (actor: Actor) => app.app.get(Database).transaction(actor, (tx) => tx.query(`SELECT FROM ${table}`));
    const [engine, ...others] = CALLERS.map(([, actor]) => actor);
    expect((await read(engine!)).length).toBeGreaterThan(0);
    for (const actor of others) await expect(read(actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('Rows outlive the accounts that they name', async () => {
  const before = (await contents()) as unknown[][];
  await app.owner.query('DELETE FROM public.bookings');
  await app.owner.query('DELETE FROM auth.users WHERE id <> $1', [PERSONAS['super-auditor']]);
  // The roles that end with the accounts leave rows of their own.
  const after = (await contents()) as unknown[][];
  after.forEach((rows, table) => expect(rows).toEqual(expect.arrayContaining(before[table] ?? [])));
  const { body } = await app.as('super-auditor').get(`/v1/audit/service-log?actorId=${PERSONAS.admin}`).expect(200);
  expect(body.items[0]).toMatchObject({ actorId: PERSONAS.admin, actorName: null, actorEmail: null });
  const changes = await app.as('super-auditor').get('/v1/audit/schedule-changes').expect(200);
  expect(changes.body.items[0]).toMatchObject({ stylistName: null, actorName: null });
  const verified = await app.as('super-auditor').get('/v1/audit/verify').expect(200);
  expect(verified.body).toMatchObject({ intact: true });
});
