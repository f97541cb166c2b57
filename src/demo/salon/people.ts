import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import { SALON_ZONE, type SalonWriter } from './writer.js';

const { stylist, 'other-stylist': other } = PERSONAS;
const { branches, candidates, exhaustedStylist, formerStylist, newcomer, pausedStylist } = DEMO;

/** The people of the demo salon, all of them invented. */
export const PEOPLE = [
  { id: PERSONAS.admin, username: 'sunita.maharjan', display_name: 'Sunita Maharjan', role: 'admin' },
  { id: PERSONAS['second-admin'], username: 'bikash.shrestha', display_name: 'Bikash Shrestha', role: 'admin' },
  { id: PERSONAS.auditor, username: 'pramila.thapa', display_name: 'Pramila Thapa', role: 'auditor' },
  { id: PERSONAS['super-auditor'], username: 'rajan.adhikari', display_name: 'Rajan Adhikari', role: 'super_auditor' },
  { id: stylist, username: 'anjali.gurung', display_name: 'Anjali Gurung', role: 'stylist' },
  { id: other, username: 'deepak.tamang', display_name: 'Deepak Tamang', role: 'stylist' },
  { id: exhaustedStylist, username: 'kabita.rai', display_name: 'Kabita Rai', role: 'stylist' },
  { id: pausedStylist, username: 'binita.shakya', display_name: 'Binita Shakya', role: 'stylist' },
  { id: PERSONAS.candidate, username: 'nisha.karki', display_name: 'Nisha Karki', role: 'customer' },
  { id: candidates.draft, username: 'sagar.basnet', display_name: 'Sagar Basnet', role: 'customer' },
  { id: candidates.pendingTraining, username: 'rekha.lama', display_name: 'Rekha Lama', role: 'customer' },
  { id: candidates.pendingApproval, username: 'milan.poudel', display_name: 'Milan Poudel', role: 'customer' },
  { id: candidates.rejected, username: 'hari.bhattarai', display_name: 'Hari Bhattarai', role: 'customer' },
  { id: formerStylist, username: 'sarita.limbu', display_name: 'Sarita Limbu', role: 'customer' },
  { id: PERSONAS.customer, username: 'asmita.khadka', display_name: 'Asmita Khadka', role: 'customer' },
  { id: newcomer, username: 'prakash.magar', display_name: 'Prakash Magar', role: 'customer' },
];

/** The salons of the business. */
export const BRANCHES = [
  { id: branches.patan, name: 'Patan' },
  { id: branches.thamel, name: 'Thamel' },
];

/** Title, biography, years of experience, specialties and branch of present and former stylists. */
const STYLISTS: [id: string, string, string, number, string[], string | null][] = [
  [stylist, 'Senior stylist', 'Cuts, colour and bridal looks in Patan.', 8, ['bridal', 'colour'], branches.patan],
  [other, 'Stylist', 'Short cuts and beards, quickly and well.', 5, ['short cuts', 'beards'], branches.patan],
  [exhaustedStylist, 'Stylist', 'Curls are welcome.', 3, ['curls'], branches.thamel],
  [pausedStylist, 'Stylist', 'Back after the monsoon.', 6, ['colour'], branches.thamel],
  [formerStylist, 'Junior stylist', 'Left the salon.', 1, [], null],
];

/** The display name of somebody of the demo salon. */
export function nameOf(userId: string): string {
  return PEOPLE.find(({ id }) => id === userId)?.display_name ?? '';
}

/** Accounts, profiles, roles and branches. A trigger inserts the stylists' budgets. */
export async function fillPeople(salon: SalonWriter): Promise<void> {
  const made = salon.at(-180, '09:00');
  const accounts = PEOPLE.map(({ id, username }) => ({ id, email: `${username}@kbstylish.example` }));
  await salon.insert('auth.users', accounts);
  const profiles = PEOPLE.map(({ id, username, display_name }) => ({ id, username, display_name }));
  await salon.insert('public.user_profiles', profiles, { is_verified: true, role_version: 1, ...salon.made(made) });
  await salon.query(
    `WITH own AS (INSERT INTO private.own_role_changes (user_id)
                  SELECT (person ->> 'id')::uuid FROM jsonb_array_elements($1::jsonb) AS person)
     INSERT INTO public.user_roles (user_id, role_id, assigned_by, assigned_at, is_active)
     SELECT (person ->> 'id')::uuid, role.id, $2, $3, true
       FROM jsonb_array_elements($1::jsonb) AS person
       JOIN public.roles AS role ON role.name = person ->> 'role'`,
    [JSON.stringify(PEOPLE), PERSONAS.admin, made],
  );
  await salon.insert('public.kb_branches', BRANCHES, salon.made(made));
  const stylists = STYLISTS.map(([user_id, title, bio, years_experience, specialties, branch_id]) => {
    const is_active = user_id !== formerStylist && user_id !== pausedStylist;
    return { user_id, display_name: nameOf(user_id), title, bio, years_experience, specialties, branch_id, is_active };
  });
  const common = { timezone: SALON_ZONE, booking_buffer_minutes: 15, max_daily_bookings: 8 };
  await salon.insert('public.stylist_profiles', stylists, { ...common, ...salon.made(salon.at(-150, '10:00')) });
}
