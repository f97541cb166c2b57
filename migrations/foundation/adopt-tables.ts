import { ADOPTED_TABLES, type AdoptedTable } from './adopted-tables.js';
import type { Catalog, Query } from './catalog.js';
import { escapeLiteral } from 'pg';
import type { Step } from './steps.js';

/** The schema that holds the tables of an earlier version until a revert. */
const SET_ASIDE = 'service_engine_earlier';

/** Functions that the plan names. */
export const ADOPTED_FUNCTIONS: readonly string[] = [
  'private.invalidate_availability_cache()',
  'private.initialize_stylist_budget()',
];

const TABLES = Object.keys(ADOPTED_TABLES);
const LIST = TABLES.map((table) => `'${table}'`).join(', ');
/** Whether an oid is one of the tables. The catalog answers without a right on the schema. */
const OURS = (oid: string): string => `${oid} IN (
  SELECT o.oid FROM pg_catalog.pg_class o JOIN pg_catalog.pg_namespace s ON s.oid = o.relnamespace
   WHERE s.nspname || '.' || o.relname IN (${LIST}))`;

/** The links between the tables of an earlier version and other objects. */
export interface Adoption {
  foreignKeys: { table: string; name: string; definition: string }[];
  /** Triggers of other tables that run the plan's functions or have the plan's names. */
  triggers: { name: string; table: string; definition: string; enabled: string }[];
  /** Other objects that depend on the tables. */
  dependents: string[];
}

const FOREIGN_KEYS = `
SELECT format('%s.%s', n.nspname, c.relname) AS table, format('%I', k.conname) AS name,
       pg_get_constraintdef(k.oid) AS definition
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE k.contype = 'f' AND ${OURS('k.conrelid')}`;

const TRIGGERS = `
SELECT format('%I', t.tgname) AS name, format('%I.%I', n.nspname, c.relname) AS table,
       pg_get_triggerdef(t.oid) AS definition, t.tgenabled::text AS enabled
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND (${OURS('t.tgrelid')}) IS NOT TRUE AND n.nspname = 'public'
   AND (t.tgfoid IN (SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
                      WHERE s.nspname || '.' || p.proname || '()' IN (${ADOPTED_FUNCTIONS.map((name) => `'${name}'`).join(', ')}))
        OR t.tgname IN ('trigger_invalidate_cache_on_booking', 'trigger_invalidate_cache_on_schedule',
                        'trigger_initialize_stylist_budget'))`;

const DEPENDENTS = `
SELECT format('foreign key %s on %s', k.conname, k.conrelid::regclass) AS name
  FROM pg_catalog.pg_constraint k
 WHERE k.contype = 'f' AND ${OURS('k.confrelid')} AND (${OURS('k.conrelid')}) IS NOT TRUE
 UNION
SELECT format('view %s', r.ev_class::regclass)
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
 WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
   AND ${OURS('d.refobjid')} AND r.ev_class <> d.refobjid`;

export async function readAdoption(query: Query): Promise<Adoption> {
  return {
    foreignKeys: await query(FOREIGN_KEYS),
    triggers: await query(TRIGGERS),
    dependents: (await query<{ name: string }>(DEPENDENTS)).map(({ name }) => name),
  };
}

/** The planned tables that exist already. */
export function adoptedTables(catalog: Catalog): string[] {
  return TABLES.filter((table) => catalog.tables[table] !== undefined);
}

/** Why existing tables with planned names cannot be adopted; one line each. */
export function adoptionFaults(catalog: Catalog, { dependents }: Adoption): string[] {
  return [
    ...adoptedTables(catalog).flatMap((name) => {
      const table = catalog.tables[name];
      const planned = ADOPTED_TABLES[name]?.columns ?? {};
      return [
        ...(table?.owned === true ? [] : [`table ${name} does not belong to ${catalog.role}, who migrates`]),
        ...Object.entries(planned).flatMap(([column, type]) => {
          const given = table?.columns[column]?.type;
          if (given === undefined) return [`table ${name} is there in another shape: column ${column} is missing`];
          return given === type ? [] : [`table ${name} is there in another shape: ${column} is ${given}, not ${type}`];
        }),
        ...Object.keys(table?.columns ?? {})
          .filter((column) => planned[column] === undefined)
          .map((column) => `table ${name} is there in another shape: column ${column} is not the plan's`),
      ];
    }),
    ...dependents.map((name) => `${name} rests on a table of an earlier version`),
  ];
}

/** Whether {@link setTablesAside} moves or drops an object, by its name in the catalog. */
export function isSetAside(catalog: Catalog, { triggers }: Adoption): (name: string) => boolean {
  const tables = new Set(adoptedTables(catalog));
  const dropped = new Set(triggers.map(({ name, table }) => `${name} ON ${table}`));
  return (name) => {
    const table = catalog.relations[name] ?? name.split(' ON ')[1];
    return (table !== undefined && tables.has(table)) || dropped.has(name) || ADOPTED_FUNCTIONS.includes(name);
  };
}

/** Moves the tables of an earlier version to another schema, with their policies, indexes and triggers. */
export function setTablesAside(catalog: Catalog, adoption: Adoption): Step[] {
  const tables = adoptedTables(catalog);
  const functions = ADOPTED_FUNCTIONS.filter((name) => catalog.functions[name] !== undefined);
  if (tables.length === 0 && functions.length === 0 && adoption.triggers.length === 0) return [];
  return [
    { sql: `CREATE SCHEMA ${SET_ASIDE}`, undo: `DROP SCHEMA ${SET_ASIDE}` },
    ...adoption.triggers.map(({ name, table, definition, enabled }) => ({
      sql: `DROP TRIGGER ${name} ON ${table}`,
      undo: `${definition}; ${firing(enabled, name, table)}`,
    })),
    ...functions.map((name) => ({
      sql: `ALTER FUNCTION ${name} SET SCHEMA ${SET_ASIDE}`,
      undo: `ALTER FUNCTION ${aside(name)} SET SCHEMA private`,
    })),
    ...tables.map((name) => ({
      sql: `ALTER TABLE ${name} SET SCHEMA ${SET_ASIDE}`,
      undo: `ALTER TABLE ${aside(name)} SET SCHEMA ${name.split('.')[0]}`,
    })),
    // A table that is set aside must not keep an account from being deleted.
    ...adoption.foreignKeys.map(({ table, name, definition }) => ({
      sql: `ALTER TABLE ${aside(table)} DROP CONSTRAINT ${name}`,
      undo: `ALTER TABLE ${aside(table)} ADD CONSTRAINT ${name} ${definition}`,
    })),
  ];
}

/** Copies the rows of adopted tables into the new ones. A revert copies later changes back. */
export function copyRows(catalog: Catalog): Step[] {
  return adoptedTables(catalog).flatMap((name) => {
    const table = ADOPTED_TABLES[name];
    return table === undefined
      ? []
      : [{ sql: copy(name, table, catalog), undo: restoreRows(name, table), refuses: table.back === 'versions' }];
  });
}

function copy(name: string, { columns, becomes: fixed, standing, key }: AdoptedTable, catalog: Catalog): string {
  const hasLog = catalog.tables['private.schedule_change_log'] !== undefined;
  const becomes = { ...fixed, ...standing?.(hasLog ? aside('private.schedule_change_log') : undefined) };
  const names = [...new Set([...Object.keys(columns), ...Object.keys(becomes)])];
  const values = names.map((column) => becomes[column] ?? `e.${column}`);
  const isGuarded = name === 'public.stylist_promotions';
  const guard = (state: string): string =>
    isGuarded ? `ALTER TABLE ${name} ${state} TRIGGER guard_stylist_promotion;` : '';
  const counts = columns[key] === 'bigint';
  return `
ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY;
${guard('DISABLE')}
INSERT INTO ${name} (${names.join(', ')})${counts ? ' OVERRIDING SYSTEM VALUE' : ''}
SELECT ${values.join(', ')}
  FROM ${aside(name)} AS e;
${guard('ENABLE ALWAYS')}
ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
${counts ? `SELECT setval(pg_get_serial_sequence('${name}', '${key}'), max(${key})) FROM ${aside(name)} HAVING max(${key}) > 0` : ''}`;
}

/** Copies changed rows back. Unchanged rows stay as they were. A row that the adopted table refuses stops the revert. */
function restoreRows(
  name: string,
  { columns, key, back, fits, restored = {}, mend, beyond = 'NULL' }: AdoptedTable,
): string {
  if (back === 'nothing') return 'SELECT';
  const names = Object.keys(columns);
  const held = aside(name);
  const value = (column: string): string => restored[column] ?? `r.${column}`;
  const insert = `INSERT INTO ${held} (${names.join(', ')}) VALUES (${names.map(value).join(', ')})`;
  const changes =
    back === 'versions'
      ? `
  DELETE FROM ${held} h WHERE NOT EXISTS (SELECT FROM ${name} o WHERE o.${key} = h.${key});
  FOR r IN SELECT * FROM ${name} s
            WHERE s.row_version > 1 OR NOT EXISTS (SELECT FROM ${held} h WHERE h.${key} = s.${key}) LOOP
    IF (${beyond}) IS NOT NULL THEN
      refused := refused || format('%s (%s)', r.${key}, ${beyond});
      ids := ids || quote_literal(r.${key});
      CONTINUE;
    END IF;
    BEGIN
      UPDATE ${held} h SET ${names.map((column) => `${column} = ${value(column)}`).join(', ')} WHERE h.${key} = r.${key};
      IF NOT FOUND THEN ${insert}; END IF;
    EXCEPTION WHEN integrity_constraint_violation THEN
      GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, col = COLUMN_NAME;
      refused := refused || format('%s (%s%s)', r.${key}, broken, col);
      ids := ids || quote_literal(r.${key});
    END;
  END LOOP;`
      : `
  DELETE FROM ${held} o WHERE NOT (${fits ?? 'true'});
  INSERT INTO ${held} (${names.join(', ')})
  SELECT ${names.join(', ')} FROM ${name} o
   WHERE ${fits ?? 'true'} AND NOT EXISTS (SELECT FROM ${held} h WHERE h.${key} = o.${key});
  PERFORM setval(pg_get_serial_sequence('${held}', '${key}'), max(${key})) FROM ${held} HAVING max(${key}) > 0;`;
  return `
ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
  r record;
  firing name[] := ARRAY(SELECT tgname FROM pg_catalog.pg_trigger
                          WHERE tgrelid = '${held}'::regclass AND NOT tgisinternal AND tgenabled = 'O');
  trigger_name name;
  broken text;
  col text;
  refused text[] := '{}';
  ids text[] := '{}';
BEGIN
  FOREACH trigger_name IN ARRAY firing LOOP
    EXECUTE format('ALTER TABLE ${held} DISABLE TRIGGER %I', trigger_name);
  END LOOP;${changes}
  IF refused <> '{}' THEN
    RAISE EXCEPTION 'rows of ${name} do not fit the version that is to be restored: %; to mend: %',
      array_to_string(refused, ', '), format(${escapeLiteral(mend?.('%1$s') ?? '')}, array_to_string(ids, ', '))
      USING ERRCODE = '23514';
  END IF;
  FOREACH trigger_name IN ARRAY firing LOOP
    EXECUTE format('ALTER TABLE ${held} ENABLE TRIGGER %I', trigger_name);
  END LOOP;
END
$$`;
}

function aside(name: string): string {
  return `${SET_ASIDE}.${name.split('.')[1]}`;
}

/** Restores when a trigger fires. */
function firing(enabled: string, name: string, table: string): string {
  const states: Record<string, string> = { D: 'DISABLE', R: 'ENABLE REPLICA', A: 'ENABLE ALWAYS' };
  return `ALTER TABLE ${table} ${states[enabled] ?? 'ENABLE'} TRIGGER ${name}`;
}
