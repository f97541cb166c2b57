import { expect } from '@jest/globals';
import type { Instance } from '../support/app.js';
import { fillServiceLog } from '../support/logs.js';
import { eventually } from '../support/process.js';
import { addUser } from '../support/stylists.js';

/** The chain of each log: its seals, its last number, its sealed rows and its overlapping seals. */
const CHAINS = `
  SELECT log, count(*)::int AS seals, max(number)::int AS last, sum(row_count)::int AS sealed,
         count(*) FILTER (WHERE first_id <= before)::int AS overlapping
    FROM (SELECT *, lag(last_id) OVER (PARTITION BY log ORDER BY number) AS before FROM private.audit_seals) AS seal
   GROUP BY log
   ORDER BY log`;

const WRITTEN = `
  SELECT 'schedule_change_log' AS log, count(*)::int AS written FROM private.schedule_change_log
   UNION ALL SELECT 'service_management_log', count(*)::int FROM private.service_management_log
   ORDER BY log`;

/**
 * Verifies on all instances at the same time, while rows are written and after. Each verification seals first, so it
 * answers when every row that was committed before its request is sealed (docs/rules.md "Audit").
 */
export async function raceToSeal(instances: readonly Instance[]): Promise<void> {
  const [{ owner }] = instances as [Instance];
  const newest = async (table: string, id: string): Promise<bigint> => {
    const { rows } = await owner.query<{ id: string | null }>(`SELECT max(${id})::text AS id FROM private.${table}`);
    return BigInt(rows[0]?.id ?? 0);
  };
  const verify = async (instance: Instance): Promise<bigint> => {
    const { body } = await instance.as('super-auditor').get('/v1/audit/verify').expect(200);
    expect(body).toMatchObject({ intact: true });
    return newest(`audit_seals WHERE log = 'service_management_log'`, 'last_id');
  };
  const both = (): Promise<bigint>[] => [...instances, ...instances].map(verify);
  const early = both();
  await Promise.all([1, 2, 3].map((rows) => fillServiceLog(owner, 5 * rows)));
  const asked = await newest('service_management_log', 'id');
  for (const sealed of await Promise.all(both())) expect(sealed).toBeGreaterThanOrEqual(asked);
  await Promise.all(early);
  const { rows: chains } = await owner.query<Record<string, unknown>>(CHAINS);
  const { rows: logs } = await owner.query<{ log: string; written: number }>(WRITTEN);
  expect(chains).toEqual(
    logs
      .filter(({ written }) => written > 0)
      .map(({ log, written }) => {
        const last = chains.find((chain) => chain['log'] === log)?.['last'];
        return { log, seals: last, last, sealed: written, overlapping: 0 };
      }),
  );
}

/** 75 refusals of one actor at the same time leave 60 rows, the tenth critical, and one row for the rest (docs/rules.md "Audit"). */
export async function raceToBeRefused(instances: readonly Instance[]): Promise<void> {
  const [{ owner }] = instances as [Instance];
  const actor = await addUser(owner, 'Flooding');
  const answers = await Promise.all(
    Array.from({ length: 75 }, (_, index) =>
      instances[index % instances.length]!.as(actor).get('/v1/override-budgets'),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
  const rowsOf = async (action: string): Promise<unknown[]> => {
    const { rows } = await owner.query(
      `SELECT severity, details ->> 'count' AS count, count(*)::int AS rows FROM private.service_management_log
        WHERE admin_user_id = $1 AND action = $2 GROUP BY 1, 2 ORDER BY 1`,
      [actor, action],
    );
    return rows;
  };
  // As if the minute were over: then any instance writes the number of the refusals without a row.
  await owner.query(
    `UPDATE private.suppressed_refusals SET since = since - interval '1 minute' WHERE actor_user_id = $1`,
    [actor],
  );
  await eventually(async () => (await rowsOf('REFUSALS_SUPPRESSED')).length > 0, 'the number of suppressed refusals');
  expect(await rowsOf('REFUSALS_SUPPRESSED')).toEqual([{ severity: 'critical', count: '15', rows: 1 }]);
  expect(await rowsOf('REFUSED')).toEqual([
    { severity: 'critical', count: null, rows: 1 },
    { severity: 'warning', count: null, rows: 59 },
  ]);
}
