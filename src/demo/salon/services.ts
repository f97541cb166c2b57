import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

const { haircut, colour, bridalMakeup, perm } = DEMO.services;
const { stylist, 'other-stylist': other } = PERSONAS;

/** Id, name, slug, category, minutes, price in paisa, and how many days and hours ahead it can be booked. */
const SERVICES = [
  [haircut, 'Haircut', 'haircut', 'hair', 45, 80_000, 30, 2],
  [colour, 'Colour', 'colour', 'hair', 120, 350_000, 30, 4],
  [bridalMakeup, 'Bridal make-up', 'bridal-make-up', 'makeup', 180, 1_500_000, 90, 48],
  [perm, 'Perm', 'perm', 'hair', 150, 400_000, 30, 4],
] as const;

/** The offers of stylists. Null means the price or the duration of the service. */
const OFFERS = [
  { stylist_user_id: stylist, service_id: haircut, custom_price_cents: 90_000, custom_duration_minutes: null },
  { stylist_user_id: stylist, service_id: colour, custom_price_cents: null, custom_duration_minutes: null },
  { stylist_user_id: stylist, service_id: bridalMakeup, custom_price_cents: 1_800_000, custom_duration_minutes: 150 },
  { stylist_user_id: other, service_id: haircut, custom_price_cents: null, custom_duration_minutes: 30 },
  { stylist_user_id: other, service_id: colour, custom_price_cents: 320_000, custom_duration_minutes: null },
  { stylist_user_id: DEMO.exhaustedStylist, service_id: haircut },
  { stylist_user_id: DEMO.pausedStylist, service_id: colour },
  { stylist_user_id: DEMO.formerStylist, service_id: haircut },
];

/** The services and their offers; the stylists are there already. */
export async function fillServices(salon: SalonWriter): Promise<void> {
  const services = SERVICES.map(([id, name, slug, category, minutes, price, days, hours]) => {
    const ahead = { max_advance_days: days, min_advance_hours: hours, requires_consultation: id === bridalMakeup };
    const cost = { duration_minutes: minutes, base_price_cents: price };
    return { id, name, slug, category, ...cost, ...ahead, is_active: id !== perm };
  });
  await salon.insert('public.services', services, salon.made(salon.at(-180, '09:00')));
  await salon.insert('public.stylist_services', OFFERS, { is_available: true });
}
