import { isZone } from './wall-clock.js';

/** The zone of a business or a stylist for whom none is stored. The only place in `src` that spells it. */
export const DEFAULT_ZONE = 'Asia/Kathmandu';

/**
 * The zone in place of one that is unknown, and the names that both PostgreSQL and Node.js know, in lower case. A process
 * serves one business on one server, and also checks without a connection need both; the database sets them when it
 * connects. To ask Node.js about a name takes 0.2 ms, and PostgreSQL has 600: each is asked about once.
 */
const zones: { business: string; known: ReadonlySet<string> | undefined; usable: string | undefined } = {
  business: DEFAULT_ZONE,
  known: undefined,
  usable: undefined,
};

export function setBusinessZone(business: string): void {
  zones.business = business;
  zones.usable = undefined;
}

/** Whether the names are set. They take PostgreSQL some 100 ms, because it reads a file for each. */
export function knowsDatabaseZones(): boolean {
  return zones.known !== undefined;
}

/** Keeps of the names that PostgreSQL knows those that Node.js knows too. It lists most, and is asked about the others. */
export function setDatabaseZones(names: readonly string[]): void {
  const listed = new Set(Intl.supportedValuesOf('timeZone'));
  const known = names.filter((name) => listed.has(name) || isZone(name));
  zones.known = new Set(known.map((name) => name.toLowerCase()));
  zones.usable = undefined;
}

/** Whether a stylist may have the zone: both this process and PostgreSQL know it. */
export function isStylistZone(zone: string): boolean {
  return zones.known?.has(zone.toLowerCase()) ?? isZone(zone);
}

/** SQL: the stored zone of the stylist in a row of `stylist_profiles`. A host's row may hold a name that is no zone. */
export function stylistZone(profile: string): string {
  return `coalesce(${profile}.timezone, '${DEFAULT_ZONE}')`;
}

/**
 * The zone that a stylist's dates and times are read in, for what {@link stylistZone} selects: a name that this process
 * or PostgreSQL does not know is read as the business's zone, so that one wrong row of a host fails no request.
 */
export function usableZone(stored: string): string {
  return isStylistZone(stored) ? stored : zones.business;
}

/**
 * SQL: {@link usableZone} of {@link stylistZone}, for statements that compute with it.
 *
 * @param parameter the placeholder of {@link usableZones}.
 */
export function usableStylistZone(profile: string, parameter: string): string {
  const stored = stylistZone(profile);
  return `CASE WHEN ${parameter}::jsonb -> 'known' ? lower(${stored}) THEN ${stored} ELSE ${parameter}::jsonb ->> 'business' END`;
}

/** The value of the parameter of {@link usableStylistZone}. The names are keys, which PostgreSQL finds faster than elements. */
export function usableZones(): string {
  if (zones.usable === undefined) {
    const known = Object.fromEntries([...(zones.known ?? [])].map((name) => [name, true]));
    zones.usable = JSON.stringify({ business: zones.business, known });
  }
  return zones.usable;
}
