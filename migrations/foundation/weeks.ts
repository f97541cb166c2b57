import type { Query } from './catalog.js';
import { refuseRows, type Step } from './steps.js';

/** A host's constraints on weeks that forbid what the service needs. */
export interface WeekRules {
  /** Unique on stylist and weekday: forbids a future version of a week. */
  uniques: { name: string; index: string; constraint: string | null; predicate: string | null }[];
  /** CHECKs that forbid a version that lasts one day. */
  oneDay: { name: string; definition: string }[];
}

const UNIQUES = `
SELECT c.relname::text AS name,
       pg_get_indexdef(i.indexrelid) AS index,
       pg_get_constraintdef(k.oid) AS constraint,
       pg_get_expr(i.indpred, i.indrelid) AS predicate
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
 WHERE i.indrelid = pg_catalog.to_regclass('public.stylist_schedules') AND i.indisunique AND i.indexprs IS NULL
   AND (SELECT array_agg(a.attname::text ORDER BY a.attname)
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) = '{day_of_week,stylist_user_id}'
   AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^\\(?is_active( = true| IS TRUE)?\\)?$')`;

const ONE_DAY = `
SELECT conname::text AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_catalog.pg_constraint
 WHERE conrelid = pg_catalog.to_regclass('public.stylist_schedules') AND contype = 'c'
   AND pg_get_constraintdef(oid) ~ 'effective_until > effective_from|effective_from < effective_until'`;

export async function weekRules(query: Query): Promise<WeekRules> {
  return { uniques: await query(UNIQUES), oneDay: await query(ONE_DAY) };
}

const TABLE = 'public.stylist_schedules';

/** Whether a version is the present one, which a revert keeps where it can keep but one. */
const IS_NOW = `(coalesce(effective_from, CURRENT_DATE) <= CURRENT_DATE AND coalesce(effective_until, CURRENT_DATE) >= CURRENT_DATE)`;

/**
 * Allows one weekly row a stylist, weekday and date (docs/rules.md "Layers"), so that a future week can exist beside the
 * present one. This replaces a host's index that allows one row a weekday, and relaxes a CHECK that forbids a version of
 * one day (docs/database.md "Host schema").
 */
export function oneWeekADate({ uniques, oneDay }: WeekRules): Step[] {
  return [
    ...uniques.map(({ name, index, constraint, predicate }) => ({
      sql: constraint === null ? `DROP INDEX public.${name}` : `ALTER TABLE ${TABLE} DROP CONSTRAINT ${name}`,
      undo: `${refuseRows(
        `SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY stylist_user_id, day_of_week ORDER BY ${IS_NOW} DESC,
                                effective_from DESC NULLS LAST, id) AS n FROM ${TABLE}${
                                  predicate === null ? '' : ` WHERE ${predicate}`
                                }) AS w WHERE n > 1`,
        `${TABLE} holds several versions of a weekday, which ${name} forbids`,
        (ids) =>
          predicate === null
            ? `DELETE FROM ${TABLE} WHERE id IN (${ids})`
            : `UPDATE ${TABLE} SET is_active = false WHERE id IN (${ids})`,
      )};
${constraint === null ? index : `ALTER TABLE ${TABLE} ADD CONSTRAINT ${name} ${constraint}`}`,
      refuses: true,
    })),
    ...oneDay.map(({ name, definition }) => ({
      sql: `
ALTER TABLE ${TABLE} DROP CONSTRAINT ${name};
ALTER TABLE ${TABLE} ADD CONSTRAINT ${name} ${relaxed(definition)}`,
      undo: `${refuseRows(
        `SELECT id FROM ${TABLE} WHERE effective_until = effective_from`,
        `${TABLE} holds versions of one day, which ${name} forbids`,
        (ids) => `UPDATE ${TABLE} SET is_active = false, effective_until = effective_until + 1 WHERE id IN (${ids})`,
      )};
ALTER TABLE ${TABLE} DROP CONSTRAINT ${name};
ALTER TABLE ${TABLE} ADD CONSTRAINT ${name} ${definition}`,
      refuses: true,
    })),
    {
      sql: `
ALTER TABLE ${TABLE} ADD CONSTRAINT stylist_schedules_one_version EXCLUDE USING gist (
  stylist_user_id WITH =, day_of_week WITH =, daterange(effective_from, effective_until, '[]') WITH &&
) WHERE (is_active IS NOT FALSE)`,
      undo: `ALTER TABLE ${TABLE} DROP CONSTRAINT stylist_schedules_one_version`,
    },
  ];
}

function relaxed(definition: string): string {
  return definition
    .replaceAll('effective_until > effective_from', 'effective_until >= effective_from')
    .replaceAll('effective_from < effective_until', 'effective_from <= effective_until');
}
