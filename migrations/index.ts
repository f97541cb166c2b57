import { BlueprintV31Foundation1760544000000 } from './1760544000000-blueprint-v3-1-foundation.js';
import { EventsAndWebhooks1764288000000 } from './1764288000000-events-and-webhooks.js';
import type { LaterMigration, ServiceMigration } from './service-migration.js';

/** The first migration. Since the first release nobody edits it. */
export const FOUNDATION = new BlueprintV31Foundation1760544000000();

/** The migrations after the foundation, oldest first. */
export const LATER: readonly LaterMigration[] = [new EventsAndWebhooks1764288000000()];

/** Every migration, oldest first. */
export const MIGRATIONS: readonly ServiceMigration[] = [FOUNDATION, ...LATER];
