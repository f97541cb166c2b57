import type { ProfileDraftDto, ProfileDto } from './promotion-requests.dto.js';

/** The public profile of a stylist; a field that is not known yet is absent. */
export type Profile = Pick<ProfileDto, keyof ProfileDto>;

/** A profile that is being prepared, with the services to be offered. */
export type ProfileDraft = Pick<ProfileDraftDto, keyof ProfileDraftDto>;

/** The fields that a profile needs before customers see it. */
const REQUIRED = ['displayName'] as const;

/** Each field from the request, else the draft, else the former profile (docs/rules.md "Promotion workflow"). */
export function mergedProfile(given: Profile = {}, draft: ProfileDraft | null = null, former: Profile = {}): Profile {
  return { ...former, ...known(draft ?? {}, 'serviceIds'), ...known(given) };
}

/** The required fields that are absent or blank; a former profile may have blank ones. */
export function missingFields(profile: Profile): string[] {
  return REQUIRED.filter((field) => (profile[field] ?? '').trim() === '');
}

/** A profile for the audit log, which holds no biography (docs/rules.md "Audit"). */
export function loggedProfile(profile: ProfileDraft): ProfileDraft {
  return known(profile, 'bio');
}

/** The fields that have a value, except one; an instance of a body has every field. */
export function known(profile: ProfileDraft, except?: keyof ProfileDraft): ProfileDraft {
  return Object.fromEntries(Object.entries(profile).filter(([name, value]) => value !== undefined && name !== except));
}
