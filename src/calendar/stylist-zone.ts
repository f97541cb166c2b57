import { isZone } from './wall-clock.js';

/** The zone of a business or a stylist for whom none is stored. The only place in `src` that spells it. */
export const DEFAULT_ZONE = 'Asia/Kathmandu';

/** SQL: the stored zone of the stylist in a row of `stylist_profiles`. A host's row may hold a name that is no zone. */
export function stylistZone(profile: string): string {
  return `coalesce(${profile}.timezone, '${DEFAULT_ZONE}')`;
}

/**
 * The zone that a stylist's dates and times are read in, for what {@link stylistZone} selects: a name that this process
 * does not know is read as the default, so that one wrong row of a host fails no request.
 */
export function usableZone(stored: string): string {
  return isZone(stored) ? stored : DEFAULT_ZONE;
}
