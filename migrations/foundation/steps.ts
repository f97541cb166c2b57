import { escapeIdentifier, escapeLiteral } from 'pg';
import type { QueryRunner } from 'typeorm';

/** A statement of the migration and its undo statement. Without one, the undo of another step covers it. */
export interface Step {
  sql: string;
  undo?: string;
  /** Whether the undo refuses rows that the restored state cannot hold. */
  refuses?: boolean;
}

const UNDO = 'private.service_engine_undo';

/**
 * Runs the steps of one migration, and stores their undo statements in the database under its name. So a revert restores
 * the state before this migration, whatever it was: a grant that existed already has no undo.
 */
export class Steps {
  constructor(
    private readonly runner: QueryRunner,
    private readonly migration: string,
  ) {}

  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.runner.query(sql, values)) as Row[];
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const { sql, undo, refuses = false } of steps) {
      await this.runner.query(sql);
      if (undo !== undefined) {
        await this.runner.query(
          `INSERT INTO ${UNDO} (migration, statement, refuses) VALUES ('${this.migration}', ${escapeLiteral(undo)}, ${refuses})`,
        );
      }
    }
  }

  /** Everything that would stop {@link undoAll}, one line each. Each statement that may refuse rows is tried and undone. */
  async refusals(): Promise<string[]> {
    const trials = await this.query<{ statement: string }>(
      `SELECT statement FROM ${UNDO} WHERE migration = $1 AND refuses ORDER BY id DESC`,
      [this.migration],
    );
    const lines: string[] = [];
    for (const { statement } of trials) {
      await this.runner.query('SAVEPOINT trial');
      try {
        await this.runner.query(statement);
      } catch (error) {
        lines.push(error instanceof Error ? error.message : String(error));
      }
      await this.runner.query('ROLLBACK TO SAVEPOINT trial');
    }
    return lines;
  }

  /**
   * Runs the stored undo statements of this migration, newest first.
   *
   * @throws {Error} where none are stored any more.
   */
  async undoAll(): Promise<void> {
    const stored = await this.query<{ statement: string }>(
      `SELECT statement FROM ${UNDO} WHERE migration = $1 ORDER BY id DESC`,
      [this.migration],
    );
    if (stored.length === 0) {
      throw new Error('There is no way back: npm run adopt:finish has removed what a revert would restore.');
    }
    await this.runner.query(`DELETE FROM ${UNDO} WHERE migration = $1`, [this.migration]);
    for (const { statement } of stored) await this.runner.query(statement);
  }
}

/** The table of the undo statements. */
export const UNDO_TABLE = `
CREATE TABLE ${UNDO} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration text NOT NULL,
  statement text NOT NULL,
  refuses boolean NOT NULL DEFAULT false
)`;

/**
 * Closes a table of the service: only the named roles have rights, and row level security applies to the owner too. It
 * then also applies to the owner's definer functions, so `owner` lists their commands.
 */
export function ownTable(
  table: string,
  rights: { owner?: readonly Command[]; engine?: readonly Command[] } = {},
): Step[] {
  const { owner = [], engine = [] } = rights;
  const name = table.split('.')[1] ?? table;
  return [
    { sql: revokeDefaults(table) },
    { sql: `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY` },
    { sql: `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY` },
    ...owner.map((command) => ({
      sql: openPolicy(`${name}_owner_${command.toLowerCase()}`, table, command, 'CURRENT_USER'),
    })),
    ...engineRights(table, engine),
  ];
}

export type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** The rights of `service_engine` on a table of the service. */
function engineRights(table: string, commands: readonly Command[]): Step[] {
  const name = table.split('.')[1] ?? table;
  if (commands.length === 0) return [];
  return [
    { sql: `GRANT ${commands.join(', ')} ON ${table} TO service_engine` },
    ...commands.map((command) => ({
      sql: openPolicy(`${name}_engine_${command.toLowerCase()}`, table, command, 'service_engine'),
    })),
  ];
}

/** A policy that allows a role one command on every row. */
export function openPolicy(name: string, table: string, command: Command, role: string): string {
  return `CREATE POLICY ${name} ON ${table} FOR ${command} TO ${role} ${conditionOf(command, 'true')}`;
}

/** The clauses of a policy for one command. */
export function conditionOf(command: Command, condition: string): string {
  if (command === 'INSERT') return `WITH CHECK (${condition})`;
  return command === 'UPDATE' ? `USING (${condition}) WITH CHECK (${condition})` : `USING (${condition})`;
}

/** Raises an error with the keys that `rows` selects and the statement that mends these rows, if there are any. */
export function refuseRows(rows: string, what: string, mend: (ids: string) => string): string {
  return `
DO $$
DECLARE
  named text;
BEGIN
  SELECT string_agg(quote_literal(r.name), ', ') INTO named FROM (${rows} LIMIT 1000) AS r (name);
  IF named IS NOT NULL THEN
    RAISE EXCEPTION '%: %; to mend: %', ${escapeLiteral(what)}, replace(named, '''', ''),
      format(${escapeLiteral(mend('%1$s'))}, named) USING ERRCODE = '23514';
  END IF;
END
$$`;
}

/** Revokes the default privileges of others than the owner (Supabase grants every right on new tables and sequences). */
export function revokeDefaults(table: string): string {
  return `
DO $$
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT DISTINCT CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass AS thing,
           CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS holder
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE acl.grantee <> c.relowner
       AND (c.oid = '${table}'::regclass
            OR c.relkind = 'S' AND EXISTS (SELECT FROM pg_catalog.pg_depend d
                                            WHERE d.objid = c.oid AND d.refobjid = '${table}'::regclass
                                              AND d.deptype IN ('a', 'i')))
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %s', given.thing, given.holder);
  END LOOP;
END
$$`;
}

/** Revokes a function from everybody, so that only explicit grants open it. */
export function closedFunction(signature: string): string {
  return `
DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = '${signature}'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION ${signature} FROM ' || holder;
  END LOOP;
END
$$`;
}

/** Quotes a name that comes from the database. */
export const quoted = escapeIdentifier;
