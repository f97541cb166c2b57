import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { addDays, todayIn } from '../../src/calendar/wall-clock.js';
import { isOpenType, OVERRIDE_TYPES, type OverrideType } from '../../src/schedules/overrides/override-types.js';

/** A stylist for one test. By default they work every day of the week from 10:00 to 18:00. */
export interface TestStylist {
  id: string;
  zone: string;
  /** The date in the stylist's zone, that many days from today. */
  day(offset: number): string;
}

interface StylistOptions {
  zone?: string;
  name?: string;
  isActive?: boolean;
  /** Weekdays worked, 0 = Sunday. */
  days?: number[];
  hours?: [start: string, end: string];
}

/** Writes a user who is a stylist: account, profile, role, stylist profile, week. */
export async function addStylist(owner: Pool, options: StylistOptions = {}): Promise<TestStylist> {
  const { zone = 'Asia/Kathmandu', name = 'Test Stylist', isActive = true } = options;
  const { days = [0, 1, 2, 3, 4, 5, 6], hours = ['10:00', '18:00'] } = options;
  const id = await addUser(owner, name, 'stylist');
  await owner.query(
    `INSERT INTO public.stylist_profiles (user_id, display_name, timezone, is_active) VALUES ($1, $2, $3, $4)`,
    [id, name, zone, isActive],
  );
  await owner.query(
    `INSERT INTO public.stylist_schedules
            (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local,
             effective_from)
     SELECT $1, day, $3, $4, $3, $4, DATE '2020-01-01' FROM unnest($2::int[]) AS day`,
    [id, days, ...hours],
  );
  return { id, zone, day: (offset) => addDays(todayIn(zone, Date.now()), offset) };
}

/** Writes a branch with these stylists. */
export async function addBranch(owner: Pool, name: string, stylists: readonly TestStylist[] = []): Promise<string> {
  const id = randomUUID();
  await owner.query('INSERT INTO public.kb_branches (id, name) VALUES ($1, $2)', [id, name]);
  for (const stylist of stylists) await moveTo(owner, stylist, id);
  return id;
}

/** Moves a stylist to a branch, or out of every branch, as a marketplace does. */
export async function moveTo(owner: Pool, { id }: TestStylist, branch: string | null): Promise<void> {
  await owner.query('UPDATE public.stylist_profiles SET branch_id = $2 WHERE user_id = $1', [id, branch]);
}

/** Writes a user with a role. */
export async function addUser(owner: Pool, name: string, role?: string): Promise<string> {
  const id = randomUUID();
  await owner.query(`INSERT INTO auth.users (id, email) VALUES ($1, $2)`, [id, `${id}@example.com`]);
  await owner.query(
    `INSERT INTO public.user_profiles (id, username, display_name) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name`,
    [id, `user_${id}`, name],
  );
  if (role !== undefined) {
    await owner.query(
      `WITH own AS (INSERT INTO private.own_role_changes (user_id) VALUES ($1))
       INSERT INTO public.user_roles (user_id, role_id, is_active) SELECT $1, id, true FROM public.roles WHERE name = $2`,
      [id, role],
    );
  }
  return id;
}

/** Writes a booking of a stylist at a wall-clock time. */
export async function addBooking(
  owner: Pool,
  stylist: TestStylist,
  date: string,
  [start, end]: [string, string],
  status = 'confirmed',
): Promise<string> {
  const customer = await addUser(owner, 'Test Customer');
  const service = await addService(owner);
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO public.bookings
            (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
     VALUES ($1, $2, $3, ($4::date + $5::time) AT TIME ZONE $7, ($4::date + $6::time) AT TIME ZONE $7, 100000, $8,
             'Test Customer')
     RETURNING id`,
    [customer, stylist.id, service, date, start, end, stylist.zone, status],
  );
  return rows[0]?.id ?? '';
}

/** Writes a service of one hour. */
export async function addService(owner: Pool): Promise<string> {
  const id = randomUUID();
  await owner.query(
    `INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents)
     VALUES ($1, $2, $2, 'hair', 60, 100000)`,
    [id, `service-${id}`],
  );
  return id;
}

/**
 * Writes an override as an admin would, for whole days or between `hours`. By default its type decides whether it is
 * closed, and its priority.
 */
export async function addOverride(
  owner: Pool,
  override: {
    type: OverrideType;
    /** Without a stylist and a branch: all stylists. */
    stylist?: TestStylist;
    branch?: string;
    range: [from: string, to: string];
    closed?: boolean;
    hours?: [start: string, end: string];
    priority?: number;
  },
): Promise<string> {
  const { type, stylist, branch, range, hours = [null, null] } = override;
  const { closed = !isOpenType(type), priority = OVERRIDE_TYPES[type].priority } = override;
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO public.schedule_overrides
            (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, is_closed,
             override_start_time, override_end_time, priority, branch_id, origin)
     VALUES ($1, num_nonnulls($2::uuid, $9::uuid) = 0, $2, $3, $4, $5, $6, $7, $8, $9, 'admin')
     RETURNING id`,
    [type, stylist?.id ?? null, ...range, closed, ...hours, priority, branch ?? null],
  );
  return rows[0]?.id ?? '';
}
