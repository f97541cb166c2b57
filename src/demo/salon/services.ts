import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

const { haircut, colour, bridalMakeup, perm } = DEMO.services;

/** The services of the salon. Prices are in paisa. */
const SERVICES = [
  { id: haircut, name: 'Haircut', slug: 'haircut', category: 'hair', minutes: 45, price: 80_000, days: 30, hours: 2 },
  { id: colour, name: 'Colour', slug: 'colour', category: 'hair', minutes: 120, price: 350_000, days: 30, hours: 4 },
  {
    id: bridalMakeup,
    name: 'Bridal make-up',
    slug: 'bridal-make-up',
    category: 'makeup',
    minutes: 180,
    price: 1_500_000,
    days: 90,
    hours: 48,
  },
  { id: perm, name: 'Perm', slug: 'perm', category: 'hair', minutes: 150, price: 400_000, days: 30, hours: 4 },
];

/** Which stylist offers which service. Null means the price or duration of the service. */
const OFFERS = [
  { stylist: PERSONAS.stylist, service: haircut, price: 90_000, minutes: null },
  { stylist: PERSONAS.stylist, service: colour, price: null, minutes: null },
  { stylist: PERSONAS.stylist, service: bridalMakeup, price: 1_800_000, minutes: 150 },
  { stylist: PERSONAS['other-stylist'], service: haircut, price: null, minutes: 30 },
  { stylist: PERSONAS['other-stylist'], service: colour, price: 320_000, minutes: null },
  { stylist: DEMO.exhaustedStylist, service: haircut, price: null, minutes: null },
  { stylist: DEMO.formerStylist, service: haircut, price: null, minutes: null },
];

export async function fillServices(salon: SalonWriter): Promise<void> {
  await salon.insert(
    'public.services',
    SERVICES.map(({ minutes, price, days, hours, ...service }) => ({
      ...service,
      duration_minutes: minutes,
      base_price_cents: price,
      requires_consultation: service.id === bridalMakeup,
      max_advance_days: days,
      min_advance_hours: hours,
      is_active: service.id !== perm,
      created_at: salon.at(-180, '09:00'),
      updated_at: salon.at(-180, '09:00'),
    })),
  );
}

/** Runs after {@link fillServices} and the stylists. */
export async function fillOffers(salon: SalonWriter): Promise<void> {
  await salon.query(
    `INSERT INTO public.stylist_services
            (stylist_user_id, service_id, custom_price_cents, custom_duration_minutes, is_available)
     SELECT stylist, service, price, minutes, true
       FROM jsonb_to_recordset($1::jsonb) AS offer(stylist uuid, service uuid, price integer, minutes integer)`,
    [JSON.stringify(OFFERS)],
  );
}
