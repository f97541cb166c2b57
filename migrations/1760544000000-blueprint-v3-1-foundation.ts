import type { MigrationInterface, QueryRunner } from 'typeorm';
import { availability } from './foundation/availability.js';
import { budgets } from './foundation/budgets.js';
import { btreeGist, migrationsTable, privateSchema } from './foundation/frame.js';
import {
  engineHostRights,
  hostPolicies,
  oneWeekADate,
  serviceRoles,
  weeksByAdminsOnly,
} from './foundation/host-rights.js';
import { auth, hostTables } from './foundation/host.js';
import { refuseAuditLoss } from './foundation/loss.js';
import { logs } from './foundation/logs.js';
import { overrides } from './foundation/overrides.js';
import { promotions } from './foundation/promotions.js';
import { roles } from './foundation/roles.js';
import { seals } from './foundation/seals.js';
import { idempotency, shared } from './foundation/service.js';
import { Steps } from './foundation/steps.js';

/**
 * The schema of the service engine: roles, what it needs of the marketplace where there is none, its six tables, their
 * triggers and policies. Each part stands in `foundation/`.
 */
export class BlueprintV31Foundation1760544000000 implements MigrationInterface {
  name = 'BlueprintV31Foundation1760544000000';

  async up(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner);
    await steps.run(roles);
    await privateSchema(steps);
    await btreeGist(steps);
    if (!(await exists(steps, 'auth.users'))) await steps.run(auth);
    if (!(await exists(steps, 'public.user_profiles'))) await steps.run([...hostTables, ...hostPolicies]);
    const tables = await publicTables(steps);
    await steps.run([...serviceRoles(await roleNames(steps)), ...engineHostRights(tables)]);
    await steps.run([...weeksByAdminsOnly, ...oneWeekADate, ...shared]);
    await steps.run([...promotions, ...budgets, ...overrides, ...logs, ...seals]);
    await steps.run([...availability(tables), ...idempotency]);
    await migrationsTable(steps);
  }

  /** Restores exactly what was there before; the cluster's roles stay. */
  async down(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner);
    await refuseAuditLoss(steps);
    await steps.takeBack();
  }
}

async function exists(steps: Steps, table: string): Promise<boolean> {
  const [row] = await steps.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  return row?.found === true;
}

async function publicTables(steps: Steps): Promise<Set<string>> {
  const rows = await steps.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = 'public'`,
  );
  return new Set(rows.map(({ name }) => name));
}

async function roleNames(steps: Steps): Promise<Set<string>> {
  const rows = await steps.query<{ name: string }>('SELECT name FROM public.roles');
  return new Set(rows.map(({ name }) => name));
}
