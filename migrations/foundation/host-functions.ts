import type { Query } from './catalog.js';
import { ADOPTED_FUNCTIONS } from './adopt-tables.js';
import { ADOPTED_TABLES } from './adopted-tables.js';

/** A function of the marketplace's, and who may call it. */
export interface HostFunction {
  /** `public.get_available_slots_v2(uuid, uuid, date, text)`. */
  signature: string;
  schema: string;
  name: string;
  /** What `CREATE OR REPLACE` makes of it again. */
  definition: string;
  language: string;
  /** Names, types and defaults of what it takes. */
  arguments: string;
  argumentNames: string[];
  /** How many of the first arguments must be given. */
  requiredArguments: number;
  result: string;
  returnsSet: boolean;
  isDefiner: boolean;
  takesUuid: boolean;
  isTrigger: boolean;
  owner: string;
  /** Whether the migrating role may replace it and change who may call it. */
  owned: boolean;
  /** The roles that may execute it; PUBLIC is everybody. */
  holders: { role: string; grantable: boolean }[];
  /** Which of `anon` and `authenticated` reach it, through the schema too. */
  callers: string[];
  /** Others than these two who may execute it only because everybody may. */
  throughPublic: string[];
}

const FUNCTIONS = `
SELECT format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) AS signature,
       n.nspname::text AS schema,
       p.proname::text AS name,
       pg_get_functiondef(p.oid) AS definition,
       l.lanname::text AS language,
       pg_get_function_arguments(p.oid) AS arguments,
       coalesce(p.proargnames[1:p.pronargs], '{}') AS "argumentNames",
       p.pronargs - p.pronargdefaults AS "requiredArguments",
       coalesce(pg_get_function_result(p.oid), '') AS result,
       p.proretset AS "returnsSet",
       p.prosecdef AS "isDefiner",
       'uuid'::regtype = ANY (p.proargtypes::oid[]) AS "takesUuid",
       p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype) AS "isTrigger",
       p.proowner::regrole::text AS owner,
       pg_has_role(p.proowner, 'USAGE') AS owned,
       (SELECT coalesce(json_agg(json_build_object(
                 'role', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
                 'grantable', a.is_grantable) ORDER BY a.grantee), '[]')
          FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
         WHERE a.grantee <> p.proowner) AS holders,
       ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r
              WHERE r.rolname IN ('anon', 'authenticated') AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
                AND has_schema_privilege(r.oid, n.oid, 'USAGE') ORDER BY 1) AS callers,
       ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r
              WHERE r.rolname = 'service_role' AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
                AND NOT r.rolsuper AND r.oid <> p.proowner
                AND NOT EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
                                 WHERE a.grantee = r.oid)) AS "throughPublic"
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE p.prokind IN ('f', 'p')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'service_engine_earlier') AND n.nspname NOT LIKE 'pg\\_%'
   AND l.lanname NOT IN ('c', 'internal')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1`;

/** The functions of the database that are no extension's. */
export async function hostFunctions(query: Query): Promise<HostFunction[]> {
  return query<HostFunction>(FUNCTIONS);
}

/** What of the marketplace decides hours, standing and roles. */
const GUARDED = [
  ...Object.keys(ADOPTED_TABLES),
  'public.stylist_schedules',
  'public.stylist_profiles',
  'public.user_roles',
] as const;

const GUARDED_NAMES = GUARDED.map((table) => table.split('.')[1] ?? table);
/** What customers' clients write: a function that does is never closed. */
const BOOKED_NAMES = ['bookings', 'booking_reservations'];

const WRITE = String.raw`(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|truncate(?:\s+table)?(?:\s+only)?|merge\s+into)`;
const QUALIFIED = String.raw`\s+(?:"?\w+"?\s*\.\s*)?"?`;

/** The tables of these that a function writes; SQL that it makes at run time counts where it names one. */
export function writtenBy({ definition }: HostFunction, names: readonly string[] = GUARDED_NAMES): string[] {
  const text = withoutComments(definition);
  const makesSql = /\bexecute\b/i.test(text) && new RegExp(WRITE, 'i').test(text);
  return names.filter(
    (name) =>
      new RegExp(`\\b${WRITE}${QUALIFIED}${name}\\b`, 'i').test(text) ||
      (makesSql && new RegExp(`'(?:\\w+\\.)?${name}'`, 'i').test(text)),
  );
}

/** A function that goes round the rules, and why it does. */
export interface Door {
  function: HostFunction;
  /** Tables that it writes itself. */
  writes: string[];
  /** Functions that it calls which write them. */
  calls: string[];
  /** Whether it believes its parameter about who acts. */
  takesActor: boolean;
}

/**
 * The functions that write what the service guards, or call one that does. Not among them: what customers call (it
 * writes bookings or holds, or tells slots), and what neither `anon` nor `authenticated` could ever reach.
 *
 * @param own signatures of the service's functions.
 */
export function doorsAmong(functions: readonly HostFunction[], own: ReadonlySet<string>): Door[] {
  const others = functions.filter((one) => !one.isTrigger && !own.has(one.signature) && !isForCustomers(one));
  const writers = new Map(
    others.map((one) => [one, writtenBy(one)] as const).filter(([, tables]) => tables.length > 0),
  );
  const found = new Set<HostFunction>(writers.keys());
  const calls = new Map<HostFunction, string[]>();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const one of others) {
      const called = [...found]
        .filter((other) => other !== one && isCalledBy(other, one))
        .map(({ signature }) => signature);
      if (called.length > 0) found.add(one);
      calls.set(one, called);
    }
  }
  return others
    .filter((one) => found.has(one))
    .map((one) => ({
      function: one,
      writes: writers.get(one) ?? [],
      calls: calls.get(one) ?? [],
      takesActor: one.takesUuid && !/\bauth\s*\.\s*uid\s*\(|request\.jwt/i.test(withoutComments(one.definition)),
    }));
}

/** The doors that a browser can open now. */
export function openDoors(doors: readonly Door[]): Door[] {
  return doors.filter(({ function: { callers } }) => callers.length > 0);
}

/** Takes the doors from browsers, and nothing from anybody else. */
export function closing(doors: readonly Door[]): string[] {
  return openDoors(doors).flatMap(({ function: { signature, holders, throughPublic } }) => [
    ...(throughPublic.length === 0 ? [] : [`GRANT EXECUTE ON FUNCTION ${signature} TO ${throughPublic.join(', ')};`]),
    `REVOKE EXECUTE ON FUNCTION ${signature} FROM ${heldBy(holders)
      .map(({ role }) => role)
      .join(', ')};`,
  ]);
}

/** Gives back exactly what {@link closing} takes. */
export function opening(doors: readonly Door[]): string[] {
  return openDoors(doors).flatMap(({ function: { signature, holders, throughPublic } }) => [
    ...heldBy(holders).map(
      ({ role, grantable }) =>
        `GRANT EXECUTE ON FUNCTION ${signature} TO ${role}${grantable ? ' WITH GRANT OPTION' : ''};`,
    ),
    ...(throughPublic.length === 0
      ? []
      : [`REVOKE EXECUTE ON FUNCTION ${signature} FROM ${throughPublic.join(', ')};`]),
  ]);
}

function heldBy(holders: HostFunction['holders']): HostFunction['holders'] {
  return holders.filter(({ role }) => ['PUBLIC', 'anon', 'authenticated'].includes(role));
}

function isForCustomers(one: HostFunction): boolean {
  return /^get_available_slots(_v\d+)?$/.test(one.name) || writtenBy(one, BOOKED_NAMES).length > 0;
}

function isCalledBy({ name, schema }: HostFunction, caller: HostFunction): boolean {
  const text = bodyOf(caller);
  if (new RegExp(`\\b"?${schema}"?\\s*\\.\\s*"?${name}"?\\s*\\(`, 'i').test(text)) return true;
  return new RegExp(`(?<![\\w.])"?${name}"?\\s*\\(`, 'i').test(text);
}

/** Its text without its own head, which names it. */
function bodyOf({ definition }: HostFunction): string {
  const head = /\bAS\s+\$|\bBEGIN\s+ATOMIC\b|\bRETURN\b/i.exec(definition);
  return withoutComments(head === null ? definition : definition.slice(head.index));
}

/** Line and block comments say nothing of what a function does; in strings SQL may be made. */
export function withoutComments(text: string): string {
  return text.replaceAll(
    /('(?:[^']|'')*')|--[^\n]*|\/\*[\s\S]*?\*\//g,
    (_all, literal: string | undefined) => literal ?? ' ',
  );
}

/** Names the cache of computed days, whose rows only the service's present release can read. */
export function namesCache(one: HostFunction): boolean {
  return /\bavailability_cache\b/i.test(withoutComments(one.definition)) && !ADOPTED_FUNCTIONS.includes(one.signature);
}
