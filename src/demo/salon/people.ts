import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

/** The people of the demo salon, all of them invented. */
export const PEOPLE = [
  { id: PERSONAS.admin, username: 'sunita.maharjan', display_name: 'Sunita Maharjan', role: 'admin' },
  { id: PERSONAS['second-admin'], username: 'bikash.shrestha', display_name: 'Bikash Shrestha', role: 'admin' },
  { id: PERSONAS.auditor, username: 'pramila.thapa', display_name: 'Pramila Thapa', role: 'auditor' },
  { id: PERSONAS['super-auditor'], username: 'rajan.adhikari', display_name: 'Rajan Adhikari', role: 'super_auditor' },
  { id: PERSONAS.stylist, username: 'anjali.gurung', display_name: 'Anjali Gurung', role: 'stylist' },
  { id: PERSONAS['other-stylist'], username: 'deepak.tamang', display_name: 'Deepak Tamang', role: 'stylist' },
  { id: DEMO.exhaustedStylist, username: 'kabita.rai', display_name: 'Kabita Rai', role: 'stylist' },
  { id: PERSONAS.candidate, username: 'nisha.karki', display_name: 'Nisha Karki', role: 'customer' },
  { id: DEMO.candidates.draft, username: 'sagar.basnet', display_name: 'Sagar Basnet', role: 'customer' },
  { id: DEMO.candidates.pendingTraining, username: 'rekha.lama', display_name: 'Rekha Lama', role: 'customer' },
  { id: DEMO.candidates.pendingApproval, username: 'milan.poudel', display_name: 'Milan Poudel', role: 'customer' },
  { id: DEMO.candidates.rejected, username: 'hari.bhattarai', display_name: 'Hari Bhattarai', role: 'customer' },
  { id: DEMO.formerStylist, username: 'sarita.limbu', display_name: 'Sarita Limbu', role: 'customer' },
  { id: PERSONAS.customer, username: 'asmita.khadka', display_name: 'Asmita Khadka', role: 'customer' },
  { id: DEMO.newcomer, username: 'prakash.magar', display_name: 'Prakash Magar', role: 'customer' },
];

/** Accounts, profiles and roles. */
export async function fillPeople(salon: SalonWriter): Promise<void> {
  await salon.insert(
    'auth.users',
    PEOPLE.map(({ id, username }) => ({ id, email: `${username}@kbstylish.example` })),
  );
  await salon.insert(
    'public.user_profiles',
    PEOPLE.map(({ id, username, display_name }) => ({
      id,
      username,
      display_name,
      is_verified: true,
      role_version: 1,
      created_at: salon.at(-180, '09:00'),
      updated_at: salon.at(-180, '09:00'),
    })),
  );
  await salon.query(
    `INSERT INTO public.user_roles (user_id, role_id, assigned_by, assigned_at, is_active)
     SELECT (person ->> 'id')::uuid, role.id, $2, $3, true
       FROM jsonb_array_elements($1::jsonb) AS person
       JOIN public.roles AS role ON role.name = person ->> 'role'`,
    [JSON.stringify(PEOPLE), PERSONAS.admin, salon.at(-180, '09:00')],
  );
}
