import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

const { haircut, colour, bridalMakeup } = DEMO.services;
const { stylist, customer } = PERSONAS;
const other = PERSONAS['other-stylist'];
const { exhaustedStylist: third, newcomer } = DEMO;

/** `when` is `[day, start, end]` in the salon's zone. Prices are in paisa. */
const BOOKINGS = [
  {
    id: DEMO.bookings.confirmed,
    of: stylist,
    by: customer,
    service: haircut,
    when: [1, '10:30', '11:15'],
    price: 90_000,
  },
  { of: stylist, by: newcomer, service: colour, when: [1, '14:30', '16:30'], price: 350_000 },
  { of: stylist, by: customer, service: haircut, when: [1, '17:30', '18:15'], price: 90_000, status: 'cancelled' },
  {
    of: stylist,
    by: newcomer,
    service: bridalMakeup,
    when: [2, '10:00', '12:30'],
    price: 1_800_000,
    status: 'pending',
  },
  { of: stylist, by: customer, service: colour, when: [22, '11:00', '13:00'], price: 350_000 },
  { of: stylist, by: customer, service: haircut, when: [-7, '11:00', '11:45'], price: 90_000, status: 'completed' },
  { of: stylist, by: newcomer, service: haircut, when: [-3, '15:00', '15:45'], price: 90_000, status: 'no_show' },
  { of: other, by: customer, service: colour, when: [1, '09:30', '11:30'], price: 320_000 },
  { of: other, by: newcomer, service: haircut, when: [3, '14:00', '14:30'], price: 80_000 },
  { of: third, by: newcomer, service: haircut, when: [2, '12:00', '12:45'], price: 80_000 },
] as const;

/** These holds last longer than the usual quarter of an hour, so that one is visible. */
const HOLDS = [
  { of: stylist, by: newcomer, service: haircut, when: [1, '17:30', '18:15'], price: 90_000, expires: 1 },
  { of: other, by: customer, service: haircut, when: [3, '10:00', '10:30'], price: 80_000, expires: -1 },
] as const;

/** Bookings and holds of customers. */
export async function fillBookings(salon: SalonWriter): Promise<void> {
  await salon.insert(
    'public.bookings',
    BOOKINGS.map((booking) => ({
      id: 'id' in booking ? booking.id : crypto.randomUUID(),
      status: 'status' in booking ? booking.status : 'confirmed',
      booking_source: 'web',
      metadata: {},
      ...common(salon, booking),
    })),
  );
  await salon.insert(
    'public.booking_reservations',
    HOLDS.map((hold) => ({
      id: crypto.randomUUID(),
      status: 'reserved',
      expires_at: salon.at(hold.expires, '23:00'),
      ...common(salon, hold),
    })),
  );
}

function common(
  salon: SalonWriter,
  { of, by, service, when, price }: (typeof BOOKINGS | typeof HOLDS)[number],
): object {
  const [day, start, end] = when;
  const made = salon.at(Math.min(day, 0) - 2, '18:00');
  return {
    customer_user_id: by,
    stylist_user_id: of,
    service_id: service,
    start_time: salon.at(day, start),
    end_time: salon.at(day, end),
    price_cents: price,
    customer_name: by === customer ? 'Asmita Khadka' : 'Prakash Magar',
    created_at: made,
    updated_at: made,
  };
}
