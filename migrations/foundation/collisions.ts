import type { Found } from './catalog.js';
import type { Step } from './steps.js';

/** What a step would make, as the catalogue names it. */
export interface Made {
  kind: 'schema' | 'table' | 'view' | 'index' | 'function' | 'trigger' | 'policy' | 'constraint' | 'extension';
  /** `schema.name`, `schema.name(types)` or `name ON schema.table`. */
  name: string;
}

/** Everything that the steps would make, in their order. */
export function madeBy(steps: readonly Step[]): Made[] {
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

/** What of it is there already under the same name, one line each; what is moved aside is in nobody's way. */
export function collisions(found: Found, made: readonly Made[], isMoved: (name: string) => boolean): string[] {
  const there: Record<Made['kind'], ReadonlySet<string>> = {
    schema: new Set(Object.keys(found.schemas)),
    extension: new Set(found.extensions),
    table: new Set(Object.keys(found.relations)),
    view: new Set(Object.keys(found.relations)),
    index: new Set(Object.keys(found.relations)),
    function: new Set(Object.keys(found.functions)),
    trigger: new Set(found.triggers),
    policy: new Set(found.policies),
    constraint: new Set(found.constraints),
  };
  return made
    .filter(({ kind, name }) => there[kind].has(name) && !isMoved(name))
    .map(({ kind, name }) => `${kind} ${name} is there already, and the service needs the name`);
}

function all(sql: string, pattern: RegExp, kind: Made['kind'], name: (groups: string[]) => string): Made[] {
  return [...sql.matchAll(pattern)].map(([, ...groups]) => ({ kind, name: name(groups) }));
}

function signature(name: string, given: string): string {
  const types = given
    .split(',')
    .map((argument) => argument.trim().split(/\s+/).slice(-1)[0] ?? '')
    .filter(Boolean);
  return `${name}(${types.join(', ')})`;
}
