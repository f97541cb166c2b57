import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceLogPageDto } from '../../src/audit/audit.dto.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';

const ROWS = 1_500;

let app: TestApp;

/** Many rows have the same time, and the order of times is not the order of ids. */
beforeAll(async () => {
  app = await startApp();
  await fillServiceLog(app.owner, ROWS);
  await app.owner.query(`
    ALTER TABLE private.service_management_log DISABLE TRIGGER refuse_change;
    UPDATE private.service_management_log
       SET created_at = date_trunc('minute', created_at)
                        - CASE WHEN id % 997 = 0 THEN interval '2 days'
                               WHEN id % 1009 = 0 THEN interval '-1 day'
                               ELSE (id * 7919 % 40) * interval '1 minute' END,
           admin_user_id = CASE WHEN id % 11 = 0 THEN '${PERSONAS.auditor}'::uuid ELSE admin_user_id END;
    ALTER TABLE private.service_management_log ENABLE TRIGGER refuse_change`);
  await fillServiceLog(app.owner, 300);
});
afterAll(() => app.close());

const VISIBLE = {
  'super-auditor': 'true',
  auditor: `admin_user_id IS DISTINCT FROM '${PERSONAS.auditor}'`,
  admin: `category IN ('governance', 'configuration')`,
};

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const PERIOD = { from: ago(12), to: ago(4) };

const FILTERS: [query: Record<string, string>, condition: string][] = [
  [{}, 'true'],
  [{ category: 'governance' }, `category = 'governance'`],
  [{ severity: 'critical' }, `severity = 'critical'`],
  [{ severity: 'info', category: 'configuration' }, `severity = 'info' AND category = 'configuration'`],
  [{ action: 'UPDATE_BUDGET', actorId: actorOf(3) }, `action = 'UPDATE_BUDGET' AND admin_user_id = '${actorOf(3)}'`],
  [{ targetId: targetOf(3) }, `target_id = '${targetOf(3)}'`],
  [PERIOD, `created_at >= '${PERIOD.from}' AND created_at < '${PERIOD.to}'`],
  [
    { ...PERIOD, targetType: 'service' },
    `created_at >= '${PERIOD.from}' AND created_at < '${PERIOD.to}' AND target_type = 'service'`,
  ],
];

describe.each(['super-auditor', 'auditor', 'admin'] as const)('The pages that the %s gets', (who) => {
  it.each(FILTERS)('hold every matching row once, newest first: %j', async (query, condition) => {
    const { rows } = await app.owner.query<{ id: string }>(
      `SELECT id::text FROM private.service_management_log WHERE ${VISIBLE[who]} AND ${condition}
        ORDER BY created_at DESC, service_management_log.id DESC`,
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await app
        .as(who)
        .get('/v1/audit/service-log')
        .query({ ...query, limit: 93, ...(cursor === null ? {} : { cursor }) })
        .expect(200);
      const page = body as ServiceLogPageDto;
      expect(page.total).toBe(rows.length);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });
});
