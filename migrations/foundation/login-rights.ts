import type { Made } from './collisions.js';
import type { Found } from './catalog.js';

const CALLERS = ['anon', 'authenticated', 'service_engine'];
const API = 'service_engine_api';

/** What the migrating role may not do that the migration needs; one line each. */
export function loginFaults(found: Found, made: readonly Made[]): string[] {
  const { role, roles, schemas } = found;
  const missing = [...CALLERS, API].filter((name) => roles[name] === undefined);
  const ungranted = CALLERS.filter((name) => {
    const there = roles[name];
    return there !== undefined && !there.members.includes(API) && !there.mayGrant;
  });
  const ofDatabase = made.filter(({ kind }) => kind === 'schema' || kind === 'extension');
  return [
    ...(found.serverVersion < 140_000 ? ['the server is older than PostgreSQL 14'] : []),
    ...(missing.length > 0 && !found.mayCreateRoles
      ? [`${role} may not create roles, and ${missing.join(', ')} must be there`]
      : []),
    ...(ungranted.length > 0 ? [`${role} may not grant ${ungranted.join(', ')} to ${API}`] : []),
    ...(schemas['public']?.mayCreate === true ? [] : [`${role} may not create anything in schema public`]),
    ...(schemas['private']?.mayCreate === false ? [`${role} may not create anything in schema private`] : []),
    ...(found.mayCreateInDatabase ? [] : ofDatabase.map(({ kind, name }) => `${role} may not create ${kind} ${name}`)),
    ...(found.tables['auth.users'] !== undefined && !found.mayReadAccounts ? [`${role} may not read auth.users`] : []),
    ...found.lacking
      .filter((right) => right === 'USAGE ON SCHEMA auth TO authenticated' && schemas['auth']?.mayGrant !== true)
      .map((right) => `authenticated lacks ${right.split(' TO ')[0]}, which ${role} may not grant`),
  ];
}
