import { escapeLiteral } from 'pg';
import { type HostFunction, namesCache, withoutComments } from './host-functions.js';
import type { Step } from './steps.js';

const CACHED = /^get_available_slots_v\d+$/;

/** What becomes of the functions of a marketplace that read or write the cache by its name. */
export interface OldCalendar {
  /** Each stays what it is for its callers, but asks the marketplace's own uncached function. */
  replaced: { function: HostFunction; by: string }[];
  /** Nothing can stand for these. */
  broken: HostFunction[];
}

/** @param own signatures of the service's functions. */
export function oldCalendar(functions: readonly HostFunction[], own: ReadonlySet<string>): OldCalendar {
  const naming = functions.filter((one) => !own.has(one.signature) && namesCache(one));
  const replaced = naming.flatMap((one) => {
    const by = CACHED.test(one.name) && one.owned ? uncached(one, functions) : undefined;
    return by === undefined ? [] : [{ function: one, by }];
  });
  return { replaced, broken: naming.filter((one) => !replaced.some((other) => other.function === one)) };
}

/**
 * Functions that the migration would break, one line each, but those that somebody answers for by name.
 *
 * @param accepted names, with or without the schema.
 */
export function calendarFaults({ broken }: OldCalendar, accepted: readonly string[]): string[] {
  return broken
    .filter(({ schema, name }) => !accepted.includes(name) && !accepted.includes(`${schema}.${name}`))
    .map(
      ({ signature, name }) =>
        `function ${signature} names private.availability_cache, whose rows it could no longer read or write; ` +
        `change it, or go on without it: --accept-broken ${name}`,
    );
}

/** What customers' clients call goes on answering, until the new client is there (docs/database.md "Moving into a living marketplace"). */
export function keepCalendar({ replaced }: OldCalendar): Step[] {
  return replaced.map(({ function: { definition }, by }) => ({ sql: by, undo: definition }));
}

/**
 * The plan's function that tells the schedule of a date runs as its caller, and `anon` sees of overrides only the
 * business-wide ones from now on: it goes on answering as before as its owner.
 */
export function keepSchedule(functions: readonly HostFunction[]): Step[] {
  return functions
    .filter(
      ({ schema, name, isDefiner, owned }) =>
        schema === 'public' && name === 'get_effective_schedule' && !isDefiner && owned,
    )
    .map(({ signature, definition }) => ({
      sql: `ALTER FUNCTION ${signature} SECURITY DEFINER${/\bset search_path\b/i.test(definition) ? '' : ' SET search_path = public'}`,
      undo: definition,
    }));
}

/** The same signature and answer from the uncached function; undefined where there is none that fits. */
function uncached(one: HostFunction, functions: readonly HostFunction[]): string | undefined {
  const plain = functions.find(
    ({ schema, name, argumentNames, requiredArguments }) =>
      schema === one.schema &&
      name === 'get_available_slots' &&
      argumentNames.slice(0, requiredArguments).every((argument) => one.argumentNames.includes(argument)),
  );
  if (plain === undefined) return undefined;
  const given = plain.argumentNames.filter((argument) => one.argumentNames.includes(argument));
  const call = `${plain.schema}.${plain.name}(${given.map((name) => `${name} => ${one.name}.${name}`).join(', ')})`;
  const body = bodyOf(one, plain, call);
  return body === undefined
    ? undefined
    : `
CREATE OR REPLACE FUNCTION ${one.schema}.${one.name}(${one.arguments})
RETURNS ${one.result}
LANGUAGE plpgsql ${one.isDefiner ? 'SECURITY DEFINER' : 'SECURITY INVOKER'} SET search_path = ''
AS $body$
#variable_conflict use_column
${body}
$body$`;
}

function bodyOf(one: HostFunction, plain: HostFunction, call: string): string | undefined {
  if (one.returnsSet) {
    return plain.returnsSet && one.result === plain.result
      ? `BEGIN RETURN QUERY SELECT * FROM ${call}; END`
      : undefined;
  }
  const kind = one.result;
  if (kind !== 'jsonb' && kind !== 'json') return undefined;
  const slots = plain.returnsSet
    ? `(SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]'::jsonb) FROM ${call} AS s)`
    : `coalesce(to_jsonb(${call}), '[]'::jsonb)`;
  const answers: Record<string, string> = {
    success: 'true',
    slots,
    cached: 'false',
    computed_at: 'now()',
    cache_hit: 'false',
  };
  const said = withoutComments(one.definition);
  const keys = Object.keys(answers).filter((key) => key === 'slots' || key === 'cached' || said.includes(`'${key}'`));
  const answer = keys.map((key) => `${escapeLiteral(key)}, ${answers[key] ?? ''}`).join(', ');
  const failure = said.includes(`'error'`)
    ? `
EXCEPTION WHEN OTHERS THEN
  RETURN ${kind}_build_object('success', false, 'error', SQLERRM, 'code', 'INTERNAL_ERROR');`
    : '';
  return `BEGIN
  RETURN ${kind}_build_object(${answer});${failure}
END`;
}
