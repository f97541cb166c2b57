/** How a stylist is shown to customers; what is not known yet is absent. */
export interface Profile {
  displayName?: string;
  title?: string;
  bio?: string;
  yearsExperience?: number;
  specialties?: string[];
  /** IANA zone of the stylist's wall clock. */
  timezone?: string;
}

/** A profile that is being prepared, and the services to be offered. */
export interface ProfileDraft extends Profile {
  serviceIds?: string[];
}

/** What a profile needs before customers see it. */
const REQUIRED = ['displayName', 'title'] as const;

/** Field by field from the request, else the draft, else the former profile (rules.md §2, Approve). */
export function mergedProfile(given: Profile = {}, draft: ProfileDraft | null = null, former: Profile = {}): Profile {
  return { ...former, ...known(draft ?? {}, 'serviceIds'), ...known(given) };
}

/** The fields without which nobody is approved; a former profile may have blank ones. */
export function missingFields(profile: Profile): string[] {
  return REQUIRED.filter((field) => (profile[field] ?? '').trim() === '');
}

/** A profile for the audit log, which holds no biography (rules.md §8 Audit). */
export function loggedProfile(profile: ProfileDraft): ProfileDraft {
  return known(profile, 'bio');
}

/** The fields that have a value, but one: an instance of a body has them all. */
export function known(profile: ProfileDraft, but?: keyof ProfileDraft): ProfileDraft {
  return Object.fromEntries(Object.entries(profile).filter(([name, value]) => value !== undefined && name !== but));
}
