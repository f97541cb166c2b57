import type { Client } from 'pg';
import { withClient } from '../database/data-source.js';
import { PERSONAS } from '../examples/personas.js';
import { isRetryable, sqlState } from '../http/sqlstate.js';
import { emptyDemoSalon } from './reset.js';
import { fillBookings } from './salon/bookings.js';
import { fillBudgets } from './salon/budgets.js';
import { fillLogs } from './salon/logs.js';
import { fillOverrides } from './salon/overrides.js';
import { fillPeople } from './salon/people.js';
import { fillPromotions } from './salon/promotions.js';
import { fillServices } from './salon/services.js';
import { fillWebhooks } from './salon/webhooks.js';
import { fillWeeks } from './salon/weeks.js';
import { salonWriter } from './salon/writer.js';

/** Any number of instances may start at once: they wait for this lock of the transaction ("DEMO" in ASCII). */
const DEMO_LOCK = 0x44454d4f;

const ATTEMPTS = 4;

/** Fills the demo salon at the start. The service works without it, so a missing right is a warning. */
export async function fillDemoSalon(ownerUrl: string | undefined): Promise<void> {
  try {
    await seedDemoSalon(ownerUrl ?? '');
  } catch (error) {
    const state = sqlState(error);
    if (state !== '42501' && state !== undefined && state.length === 5 && !state.startsWith('28')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`The demo salon was not filled: MIGRATION_DATABASE_URL must be the owner's connection (${reason})`);
  }
}

/**
 * Fills a migrated database with the demo salon in one transaction, unless it is filled already. Dates are relative to
 * today in Asia/Kathmandu.
 *
 * @param ownerUrl the owner's connection: the service's login may not write the host's tables.
 * @returns whether this call filled it.
 */
export async function seedDemoSalon(ownerUrl: string): Promise<boolean> {
  const findAdmin = 'SELECT FROM auth.users WHERE id = $1';
  return fillWhere(ownerUrl, async (client) => (await client.query(findAdmin, [PERSONAS.admin])).rowCount === 0);
}

/**
 * Makes the demo salon new: whatever was done there is gone, the logs included.
 *
 * @returns whether it did; false: the database holds others than the people of the demo salon.
 */
export async function resetDemoSalon(ownerUrl: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fillWhere(ownerUrl, emptyDemoSalon);
    } catch (error) {
      // It locks every table, one after the other, and a job of the service may hold one of them and want another.
      if (!isRetryable(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Fills a salon that is empty in one transaction of the owner, one at a time; returns whether it was. */
async function fillWhere(ownerUrl: string, isEmpty: (client: Client) => Promise<boolean>): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [DEMO_LOCK]);
    await client.query(`SET LOCAL lock_timeout = '5s'`);
    const fills = await isEmpty(client);
    if (fills) await fill(client, Date.now());
    await client.query('COMMIT');
    return fills;
  });
}

async function fill(client: Client, instant: number): Promise<void> {
  const salon = salonWriter(client, instant);
  const now = new Date(instant).toISOString();
  await fillPeople(salon);
  await fillServices(salon);
  const weeks = await fillWeeks(salon);
  await fillBookings(salon);
  const promotions = await fillPromotions(salon);
  const overrides = await fillOverrides(salon, now);
  const budgets = await fillBudgets(salon, now);
  const actions = [...promotions, ...weeks.actions, ...overrides.actions, ...budgets];
  await fillLogs(salon, actions, [...weeks.changes, ...overrides.changes]);
  await fillWebhooks(salon, now);
}
