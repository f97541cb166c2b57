import type { Client } from 'pg';
import { PEOPLE } from './salon/people.js';

/** Everything that the demo salon writes, or that somebody can write there over the API. */
export const EMPTIED = [
  'auth.users',
  'public.user_profiles',
  'public.user_roles',
  'public.stylist_profiles',
  'public.services',
  'public.stylist_services',
  'public.stylist_schedules',
  'public.kb_branches',
  'public.bookings',
  'public.booking_reservations',
  'public.stylist_promotions',
  'public.stylist_override_budgets',
  'public.schedule_overrides',
  'private.schedule_change_log',
  'private.service_management_log',
  'private.own_role_changes',
  'private.suppressed_refusals',
  'private.audit_seals',
  'private.idempotency_keys',
  'private.events',
  'private.webhooks',
  'private.webhook_deliveries',
] as const;

/** What belongs to the schema, and the feed, by which the processes learn that all has changed. */
export const KEPT = [
  'public.roles',
  'public.service_engine_migrations',
  'private.service_engine_undo',
  'private.service_engine_settings',
  'private.availability_cache',
  'private.availability_changes',
  'private.availability_sweeps',
  'private.availability_feed',
] as const;

/** The logs and the seals refuse to be emptied, also to the owner. */
const GUARDED = `
  SELECT tgrelid::regclass::text AS name FROM pg_trigger
   WHERE tgname = 'refuse_truncate' AND tgrelid = ANY ($1::regclass[])`;

/**
 * Empties the tables of a database that holds nobody but the people of the demo salon, inside the caller's transaction.
 *
 * @returns whether it did; false: the database holds somebody else, and nothing is changed.
 */
export async function emptyDemoSalon(client: Client): Promise<boolean> {
  const { rows: others } = await client.query('SELECT FROM auth.users WHERE id <> ALL ($1) LIMIT 1', [
    PEOPLE.map(({ id }) => id),
  ]);
  if (others.length > 0) return false;
  const { rows } = await client.query<{ name: string }>(GUARDED, [[...EMPTIED]]);
  for (const { name } of rows) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER refuse_truncate`);
  await client.query(`TRUNCATE ${EMPTIED.join(', ')} RESTART IDENTITY`);
  for (const { name } of rows) await client.query(`ALTER TABLE ${name} ENABLE ALWAYS TRIGGER refuse_truncate`);
  return true;
}
