import { Client } from 'pg';
import { PERSONAS } from '../examples/personas.js';
import { fillBookings } from './salon/bookings.js';
import { fillBudgets } from './salon/budgets.js';
import { fillLogs } from './salon/logs.js';
import { fillOverrides } from './salon/overrides.js';
import { fillPeople } from './salon/people.js';
import { fillPromotions } from './salon/promotions.js';
import { fillOffers, fillServices } from './salon/services.js';
import { fillStylists } from './salon/stylists.js';
import { fillWeeks } from './salon/weeks.js';
import { salonWriter } from './salon/writer.js';

/** Any number of instances may start at once: they wait for this lock of the transaction ("DEMO" in ASCII). */
const DEMO_LOCK = 0x44454d4f;

/**
 * Fills a migrated database with the demo salon in one transaction, unless it is filled already. Dates are relative to
 * today in Asia/Kathmandu.
 *
 * @param ownerUrl the owner's connection: the service's login may not write the host's tables.
 * @returns whether this call filled it.
 */
export async function seedDemoSalon(ownerUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [DEMO_LOCK]);
    const { rowCount } = await client.query('SELECT FROM auth.users WHERE id = $1', [PERSONAS.admin]);
    const isEmpty = rowCount === 0;
    if (isEmpty) await fill(client, Date.now());
    await client.query('COMMIT');
    return isEmpty;
  } finally {
    await client.end();
  }
}

async function fill(client: Client, instant: number): Promise<void> {
  const salon = salonWriter(client, instant);
  const now = new Date(instant).toISOString();
  await fillPeople(salon);
  await fillServices(salon);
  await fillStylists(salon);
  await fillOffers(salon);
  const weeks = await fillWeeks(salon);
  await fillBookings(salon);
  const promotions = await fillPromotions(salon);
  const overrides = await fillOverrides(salon, now);
  const budgets = await fillBudgets(salon, now);
  await fillLogs(
    salon,
    [...promotions, ...weeks.actions, ...overrides.actions, ...budgets],
    [...weeks.changes, ...overrides.changes],
  );
}
