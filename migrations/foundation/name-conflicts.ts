import type { Catalog } from './catalog.js';
import type { Step } from './steps.js';

/** An object that a step creates, by its name in the catalog. */
export interface NewObject {
  kind: 'schema' | 'table' | 'view' | 'index' | 'function' | 'trigger' | 'policy' | 'constraint' | 'extension';
  /** `schema.name`, `schema.name(types)` or `name ON schema.table`. */
  name: string;
}

/** Every object that the steps create, in their order. */
export function objectsCreatedBy(steps: readonly Step[]): NewObject[] {
  return steps.flatMap(({ sql }) => [
    ...all(sql, /CREATE SCHEMA (\S+)/g, 'schema', ([name = '']) => name),
    ...all(sql, /CREATE EXTENSION (\S+)/g, 'extension', ([name = '']) => name),
    ...all(sql, /CREATE (?:UNLOGGED )?TABLE (\S+)/g, 'table', ([name = '']) => name),
    ...all(sql, /CREATE VIEW (\S+)/g, 'view', ([name = '']) => name),
    ...all(sql, /CREATE FUNCTION ([^\s(]+)\(([^)]*)\)/g, 'function', ([name = '', given = '']) =>
      signature(name, given),
    ),
    ...all(
      sql,
      /CREATE (?:UNIQUE )?INDEX (\S+)\s+ON (\w+)\./g,
      'index',
      ([name = '', schema = '']) => `${schema}.${name}`,
    ),
    ...all(sql, /CREATE TRIGGER (\S+) [^;]*? ON (\S+)/g, 'trigger', ([name = '', table = '']) => `${name} ON ${table}`),
    ...all(sql, /CREATE POLICY (\S+) ON (\S+)/g, 'policy', ([name = '', table = '']) => `${name} ON ${table}`),
    ...all(
      sql,
      /ALTER TABLE (\S+) ADD CONSTRAINT (\S+) EXCLUDE/g,
      'constraint',
      ([table = '', name = '']) => `${name} ON ${table}`,
    ),
  ]);
}

/** The objects whose names exist already, one line each. Objects that the migration sets aside do not count. */
export function nameConflicts(
  catalog: Catalog,
  created: readonly NewObject[],
  isSetAside: (name: string) => boolean,
): string[] {
  const existing: Record<NewObject['kind'], ReadonlySet<string>> = {
    schema: new Set(Object.keys(catalog.schemas)),
    extension: new Set(catalog.extensions),
    table: new Set(Object.keys(catalog.relations)),
    view: new Set(Object.keys(catalog.relations)),
    index: new Set(Object.keys(catalog.relations)),
    function: new Set(Object.keys(catalog.functions)),
    trigger: new Set(catalog.triggers),
    policy: new Set(catalog.policies),
    constraint: new Set(catalog.constraints),
  };
  return created
    .filter(({ kind, name }) => existing[kind].has(name) && !isSetAside(name))
    .map(({ kind, name }) => `${kind} ${name} is there already, and the service needs the name`);
}

function all(sql: string, pattern: RegExp, kind: NewObject['kind'], name: (groups: string[]) => string): NewObject[] {
  return [...sql.matchAll(pattern)].map(([, ...groups]) => ({ kind, name: name(groups) }));
}

function signature(name: string, given: string): string {
  const types = given
    .split(',')
    .map((argument) => argument.trim().split(/\s+/).slice(-1)[0] ?? '')
    .filter(Boolean);
  return `${name}(${types.join(', ')})`;
}
