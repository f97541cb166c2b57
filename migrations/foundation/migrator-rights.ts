import type { NewObject } from './name-conflicts.js';
import type { Catalog } from './catalog.js';

const CALLERS = ['anon', 'authenticated', 'service_engine'];
const API = 'service_engine_api';

/** The rights that the migration needs and the migrating role does not have; one line each. */
export function migratorFaults(catalog: Catalog, created: readonly NewObject[]): string[] {
  const { role, roles, schemas } = catalog;
  const missing = [...CALLERS, API].filter((name) => roles[name] === undefined);
  const ungranted = CALLERS.filter((name) => {
    const there = roles[name];
    return there !== undefined && !there.members.includes(API) && !there.mayGrant;
  });
  const ofDatabase = created.filter(({ kind }) => kind === 'schema' || kind === 'extension');
  return [
    ...(catalog.serverVersion < 140_000 ? ['the server is older than PostgreSQL 14'] : []),
    ...(missing.length > 0 && !catalog.mayCreateRoles
      ? [`${role} may not create roles, and ${missing.join(', ')} must be there`]
      : []),
    ...(ungranted.length > 0 ? [`${role} may not grant ${ungranted.join(', ')} to ${API}`] : []),
    ...(schemas['public']?.mayCreate === true ? [] : [`${role} may not create anything in schema public`]),
    ...(schemas['private']?.mayCreate === false ? [`${role} may not create anything in schema private`] : []),
    ...(catalog.mayCreateInDatabase
      ? []
      : ofDatabase.map(({ kind, name }) => `${role} may not create ${kind} ${name}`)),
    ...(catalog.tables['auth.users'] !== undefined && !catalog.mayReadAccounts
      ? [`${role} may not read auth.users`]
      : []),
    ...catalog.missingGrants
      .filter((right) => right === 'USAGE ON SCHEMA auth TO authenticated' && schemas['auth']?.mayGrant !== true)
      .map((right) => `authenticated lacks ${right.split(' TO ')[0]}, which ${role} may not grant`),
  ];
}
