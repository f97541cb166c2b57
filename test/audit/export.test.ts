import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Database } from '../../src/database/database.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, loggedActions, targetOf } from '../support/logs.js';
import { eventually } from '../support/process.js';

const EXPORT = '/v1/audit/service-log/export';
const FIELDS =
  'id,actorId,actorName,actorEmail,action,targetId,targetType,severity,category,details,ipAddress,userAgent,requestId,createdAt,redacted';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  await fillServiceLog(app.owner, 2_500);
});
afterAll(() => app.close());

async function text(who: string, query: Record<string, string>): Promise<string> {
  const url = `${await app.app.getUrl()}${EXPORT}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${app.token(who)}` } });
  expect(response.status).toBe(200);
  return response.text();
}

interface Row {
  id: string;
  actorId: string | null;
  action: string;
  category: string;
}

const rowsOf = (ndjson: string): Row[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);

describe('An export as NDJSON', () => {
  it('NDJSON has the same rows as the list', async () => {
    const query = { actorId: actorOf(3), from: '2020-01-01' };
    const { body } = await app
      .as('auditor')
      .get('/v1/audit/service-log')
      .query({ ...query, limit: 200 })
      .expect(200);
    expect(body.total).toBe(125);
    expect(rowsOf(await text('auditor', { ...query, format: 'ndjson' }))).toEqual(body.items);
    const response = await app.as('auditor').get(EXPORT).query({ format: 'ndjson' });
    expect(response.headers['content-type']).toBe('application/x-ndjson');
    expect(response.headers['content-disposition']).toMatch(
      /^attachment; filename="service-log-\d{4}-\d\d-\d\d.ndjson"$/,
    );
  });

  it('NDJSON of several pieces has every row once', async () => {
    const rows = rowsOf(await text('super-auditor', { format: 'ndjson' }));
    const { body } = await app.as('super-auditor').get('/v1/audit/service-log?limit=1').expect(200);
    expect(rows.length).toBeGreaterThan(2_500);
    expect(rows).toHaveLength(body.total);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('NDJSON for an admin has two categories without contact data, and for an auditor no own actions', async () => {
    const ofAdmin = rowsOf(await text('admin', { format: 'ndjson' }));
    expect(new Set(ofAdmin.map(({ category }) => category))).toEqual(new Set(['governance', 'configuration']));
    expect(ofAdmin.every((row) => (row as unknown as { redacted: string[] }).redacted.length === 3)).toBe(true);
    await text('auditor', { format: 'csv' });
    const ofAuditor = rowsOf(await text('auditor', { format: 'ndjson' }));
    expect(ofAuditor.some(({ actorId }) => actorId === PERSONAS.auditor)).toBe(false);
    expect(ofAuditor.some(({ action }) => action === 'EXPORT_LOG')).toBe(true);
  });

  it('NDJSON without rows is empty', async () => {
    expect(await text('auditor', { format: 'ndjson', from: '2001-01-01', to: '2001-01-02' })).toBe('');
  });
});

describe('An export as CSV', () => {
  it('CSV has the JSON names as header, objects as JSON, and no formulas', async () => {
    const agents = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'say "hi", all\nof you', 'plain'];
    await app.owner.query(
      `INSERT INTO private.service_management_log (admin_user_id, action, category, target_id, details, user_agent, request_id)
       SELECT $1, 'ADD_NOTE', 'governance', $2, '{"reason": "=cmd|''/c calc''"}', agent, '=' || n
         FROM unnest($3::text[]) WITH ORDINALITY AS a(agent, n)`,
      [PERSONAS.admin, targetOf(900), agents],
    );
    const csv = await text('super-auditor', { format: 'csv', targetId: targetOf(900) });
    expect(csv.startsWith(`${FIELDS}\n`)).toBe(true);
    const details = '"{""reason"":""=cmd|\'/c calc\'""}"';
    expect(csv).toContain(details);
    for (const cell of [`'=1+1`, `'+1`, `'-1`, `'@SUM(A1)`, `'\t=1`, `"'\r=1"`, `"say ""hi"", all\nof you"`, 'plain']) {
      expect(csv).toContain(`,${cell},'=`);
    }
    const response = await app
      .as('super-auditor')
      .get(EXPORT)
      .query({ format: 'csv', targetId: targetOf(900) });
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toMatch(/^attachment; filename="service-log-\d{4}-\d\d-\d\d.csv"$/);
  });

  it('CSV without rows has only the header', async () => {
    expect(await text('auditor', { format: 'csv', from: '2001-01-01', to: '2001-01-02' })).toBe(`${FIELDS}\n`);
  });
});

describe('An export', () => {
  it('An export is recorded once with its filters before its first byte, and reading pages is not', async () => {
    const before = (await loggedActions(app.owner, PERSONAS['super-auditor'])).length;
    await app.as('super-auditor').get('/v1/audit/service-log').expect(200);
    await text('super-auditor', { format: 'csv', category: 'security' });
    const rows = await loggedActions(app.owner, PERSONAS['super-auditor']);
    expect(rows.slice(before)).toMatchObject([
      {
        action: 'EXPORT_LOG',
        category: 'data_access',
        severity: 'info',
        targetType: 'audit_log',
        details: { format: 'csv', filters: { category: 'security' } },
      },
    ]);
  });

  it.each([{}, { format: 'xlsx' }, { format: 'csv', limit: 10 }, { format: 'csv', from: 'yesterday' }])(
    'An export with a wrong query is 400 and not recorded: %j',
    async (query) => {
      const before = (await loggedActions(app.owner, PERSONAS.auditor)).length;
      await app.as('auditor').get(EXPORT).query(query).expect(400);
      expect(await loggedActions(app.owner, PERSONAS.auditor)).toHaveLength(before);
    },
  );

  it('An export that cannot be recorded returns no rows', async () => {
    await app.owner.query('REVOKE INSERT ON private.service_management_log FROM service_engine');
    const { status, body } = await app.as('auditor').get(EXPORT).query({ format: 'csv' });
    await app.owner.query('GRANT INSERT ON private.service_management_log TO service_engine');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toHaveProperty('items');
  });

  it('An export holds no connection while its client does not read', async () => {
    await fillServiceLog(app.owner, 20_000);
    const url = new URL(await app.app.getUrl());
    const socket = connect(Number(url.port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `GET ${EXPORT}?format=ndjson HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token('super-auditor')}\r\n\r\n`,
    );
    try {
      await once(socket, 'readable');
      const database = app.app.get(Database);
      await eventually(() => database.connections().idle === database.connections().total, 'only idle connections');
    } finally {
      socket.destroy();
    }
  });

  it('HEAD of an export has its headers, and leaves no record', async () => {
    const before = (await loggedActions(app.owner, PERSONAS['super-auditor'])).length;
    const url = `${app.url}${EXPORT}?format=csv`;
    const headers = { authorization: `Bearer ${app.token('super-auditor')}` };
    const answer = await fetch(url, { method: 'HEAD', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="service-log-/);
    expect(await loggedActions(app.owner, PERSONAS['super-auditor'])).toHaveLength(before);
    expect(await text('super-auditor', { format: 'csv' })).toContain(FIELDS);
    expect(await loggedActions(app.owner, PERSONAS['super-auditor'])).toHaveLength(before + 1);
  });

  it('A caller takes one export at a time; an export that is cut off lets the next one begin', async () => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `GET ${EXPORT}?format=ndjson HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token('super-auditor')}\r\n\r\n`,
    );
    await once(socket, 'readable');
    const before = (await loggedActions(app.owner, PERSONAS['super-auditor'])).length;
    const { body, headers } = await app.as('super-auditor').get(EXPORT).query({ format: 'csv' }).expect(429);
    expect(body.code).toBe('RATE_LIMITED');
    expect(headers['retry-after']).toBe('1');
    expect(await loggedActions(app.owner, PERSONAS['super-auditor'])).toHaveLength(before);
    expect(await text('auditor', { format: 'csv' })).toContain(FIELDS);
    socket.destroy();
    await eventually(async () => {
      const { status } = await app
        .as('super-auditor')
        .get(EXPORT)
        .query({ format: 'csv', from: '2001-01-01', to: '2001-01-01' });
      return status === 200;
    }, 'an export after the one that was cut off');
  });
});
