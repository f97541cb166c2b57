import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { instantOf, minutesOf } from '../../src/calendar/wall-clock.js';
import { addService, addStylist, addUser, type TestStylist } from './stylists.js';

/** A new stylist who offers a service of one hour, without buffer or notice. */
export interface TestOffer {
  stylist: TestStylist;
  serviceId: string;
  /** The query string for stylist and service, with a date or a range. */
  query(dates: Record<string, string>): string;
}

/** Adds a stylist who works every day from 10:00 to 18:00 unless told otherwise, and offers a service of one hour. */
export async function addOffer(owner: Pool, options: Parameters<typeof addStylist>[1] = {}): Promise<TestOffer> {
  const stylist = await addStylist(owner, options);
  const serviceId = await addService(owner);
  await owner.query(`UPDATE public.services SET min_advance_hours = 0, max_advance_days = 60 WHERE id = $1`, [
    serviceId,
  ]);
  await owner.query(`UPDATE public.stylist_profiles SET booking_buffer_minutes = 0 WHERE user_id = $1`, [stylist.id]);
  await offer(owner, stylist.id, serviceId);
  return {
    stylist,
    serviceId,
    query: (dates) => new URLSearchParams({ stylistId: stylist.id, serviceId, ...dates }).toString(),
  };
}

export async function offer(owner: Pool, stylistId: string, serviceId: string): Promise<void> {
  await owner.query(`INSERT INTO public.stylist_services (stylist_user_id, service_id) VALUES ($1, $2)`, [
    stylistId,
    serviceId,
  ]);
}

/** Writes a hold of a stylist's time that expires after so many seconds. */
export async function addHold(
  owner: Pool,
  { stylist, serviceId }: TestOffer,
  date: string,
  [start, end]: [string, string],
  seconds: number,
): Promise<string> {
  const customer = await addUser(owner, 'Test Customer');
  const id = randomUUID();
  const at = (time: string): Date => new Date(instantOf(stylist.zone, date, minutesOf(time)));
  await owner.query(
    `INSERT INTO public.booking_reservations
            (id, customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, customer_name,
             expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, 100000, 'Test Customer', clock_timestamp() + make_interval(secs => $7))`,
    [id, customer, stylist.id, serviceId, at(start), at(end), seconds],
  );
  return id;
}
