import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import { nameOf } from './people.js';
import type { Row, SalonWriter } from './writer.js';

const { haircut, colour, bridalMakeup } = DEMO.services;
const { stylist, customer, 'other-stylist': other } = PERSONAS;
const { exhaustedStylist, newcomer, bookings } = DEMO;

/** Stylist, customer, service, day from today, its times in the salon's zone, the price in paisa, and the id if it is fixed. */
type Booking = readonly [string, string, string, day: number, start: string, end: string, price: number, id?: string];

const BOOKINGS: Record<string, Booking[]> = {
  confirmed: [
    [stylist, customer, haircut, 1, '10:30', '11:15', 90_000, bookings.confirmed],
    [stylist, newcomer, colour, 1, '14:30', '16:30', 350_000],
    [stylist, customer, colour, 22, '11:00', '13:00', 350_000],
    [other, customer, colour, 1, '09:30', '11:30', 320_000],
    [other, newcomer, haircut, 3, '14:00', '14:30', 80_000],
    [exhaustedStylist, newcomer, haircut, 2, '12:00', '12:45', 80_000],
  ],
  pending: [[stylist, newcomer, bridalMakeup, 2, '10:00', '12:30', 1_800_000]],
  cancelled: [[stylist, customer, haircut, 1, '17:30', '18:15', 90_000]],
  completed: [[stylist, customer, haircut, -7, '11:00', '11:45', 90_000]],
  no_show: [[stylist, newcomer, haircut, -3, '15:00', '15:45', 90_000]],
};

/** The holds, each after the day on which it ends. One lasts longer than the usual quarter of an hour, to be visible. */
const HOLDS: [expires: number, Booking][] = [
  [1, [stylist, newcomer, haircut, 1, '17:30', '18:15', 90_000]],
  [-1, [other, customer, haircut, 3, '10:00', '10:30', 80_000]],
];

/** Bookings and holds of customers. */
export async function fillBookings(salon: SalonWriter): Promise<void> {
  const rowOf = ([of, by, service, day, start, end, price, id = crypto.randomUUID()]: Booking): Row => {
    const people = { stylist_user_id: of, customer_user_id: by, customer_name: nameOf(by) };
    const times = { start_time: salon.at(day, start), end_time: salon.at(day, end) };
    const made = salon.made(salon.at(Math.min(day, 0) - 2, '18:00'));
    return { id, ...people, service_id: service, ...times, price_cents: price, ...made };
  };
  const rows = Object.entries(BOOKINGS).flatMap(([status, list]) => list.map((one) => ({ ...rowOf(one), status })));
  const holds = HOLDS.map(([expires, hold]) => ({ ...rowOf(hold), expires_at: salon.at(expires, '23:00') }));
  await salon.insert('public.bookings', rows, { booking_source: 'web', metadata: {} });
  await salon.insert('public.booking_reservations', holds, { status: 'reserved' });
}
