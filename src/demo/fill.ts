import { sqlState } from '../http/sqlstate.js';
import { seedDemoSalon } from './salon.js';

/**
 * Fills the demo salon at the start. The service works without it, so a missing right is a warning.
 *
 * @param ownerUrl the owner's connection: the service's login may not write the host's tables.
 */
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
