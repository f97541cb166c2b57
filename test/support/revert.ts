import { LATER, MIGRATIONS } from '../../migrations/index.js';
import { revert, type Reverted } from '../../src/database/migrate.js';

/** Reverts every migration, one step after the other, and returns their names, newest first. */
export async function revertAll(ownerUrl: string, options: { tries?: number } = {}): Promise<string[]> {
  const names: string[] = [];
  for (const _ of MIGRATIONS) {
    const { name }: Reverted = await revert(ownerUrl, options);
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** {@link revertAll}, also where the rows of the logs are lost with it. */
export async function revertWithLogs(ownerUrl: string): Promise<void> {
  process.env['ALLOW_AUDIT_LOSS'] = 'yes';
  try {
    await revertAll(ownerUrl);
  } finally {
    delete process.env['ALLOW_AUDIT_LOSS'];
  }
}

/** Reverts every migration but the foundation. */
export async function revertLater(ownerUrl: string): Promise<void> {
  for (const _ of LATER) await revert(ownerUrl);
}
