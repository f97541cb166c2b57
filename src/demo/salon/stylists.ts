import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import { SALON_ZONE, type SalonWriter } from './writer.js';

const STYLISTS = [
  {
    user_id: PERSONAS.stylist,
    display_name: 'Anjali Gurung',
    title: 'Senior stylist',
    bio: 'Cuts, colour and bridal looks in Patan.',
    years_experience: 8,
    specialties: ['bridal', 'colour'],
    is_active: true,
  },
  {
    user_id: PERSONAS['other-stylist'],
    display_name: 'Deepak Tamang',
    title: 'Stylist',
    bio: 'Short cuts and beards, quickly and well.',
    years_experience: 5,
    specialties: ['short cuts', 'beards'],
    is_active: true,
  },
  {
    user_id: DEMO.exhaustedStylist,
    display_name: 'Kabita Rai',
    title: 'Stylist',
    bio: 'Curls are welcome.',
    years_experience: 3,
    specialties: ['curls'],
    is_active: true,
  },
  {
    user_id: DEMO.formerStylist,
    display_name: 'Sarita Limbu',
    title: 'Junior stylist',
    bio: 'Left the salon.',
    years_experience: 1,
    specialties: [],
    is_active: false,
  },
];

/** Fills in the profiles of present and former stylists. A trigger inserts their budgets. */
export async function fillStylists(salon: SalonWriter): Promise<void> {
  await salon.insert(
    'public.stylist_profiles',
    STYLISTS.map((stylist) => ({
      ...stylist,
      timezone: SALON_ZONE,
      booking_buffer_minutes: 15,
      max_daily_bookings: 8,
      created_at: salon.at(-150, '10:00'),
      updated_at: salon.at(-150, '10:00'),
    })),
  );
}
