import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { expectedOf, letsThrough, succeeds, type Cell, type Play, type Row } from './row.js';
import type { World } from './world.js';

/** An outcome that is not the table's, in words. */
export type Difference = string;

/** Success, or the status of a refusal. */
function outcomeOf(status: number): 'done' | number {
  return status < 300 ? 'done' : status;
}

/** How often a 503 is asked again, and after how many milliseconds. */
const ASKED_AGAIN = 3;
const RETRY_AFTER_MS = 1_000;

/** The request of a cell over HTTP; with `unread`, one that is invalid as well: refusal comes before validation. */
async function request(world: World, row: Row, cell: Cell, play: Play, unread: boolean): Promise<'done' | number> {
  const [method = 'GET'] = row.route.split(' ');
  const path = unread ? `${play.path}${play.path.includes('?') ? '&' : '?'}nobody=knows` : play.path;
  const send = async (): Promise<number> => {
    const response = await fetch(world.app.url + path, {
      method,
      headers: {
        ...(cell.userId === null ? {} : { authorization: `Bearer ${world.app.token(cell.userId)}` }),
        ...(play.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(play.body === undefined ? {} : { body: JSON.stringify(play.body) }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  let status = await send();
  for (let again = 0; status === 503 && again < ASKED_AGAIN; again++) {
    await sleep(RETRY_AFTER_MS);
    status = await send();
  }
  return outcomeOf(status);
}

export async function playHttp(world: World, row: Row, cell: Cell, play: Play): Promise<Difference[]> {
  const expected = expectedOf(row, cell);
  const outcomes = [await request(world, row, cell, play, false)];
  const isOfGuard = expected === 401 || (expected === 403 && row.targets[cell.target]?.[cell.role] === undefined);
  if (isOfGuard) outcomes.push(await request(world, row, cell, play, true));
  return outcomes
    .filter((outcome) => outcome !== expected)
    .map((outcome) => `${nameOf(row, cell)}: ${outcome}, not ${expected}`);
}

/** Connects as the service's login, whose only rights are the roles it takes. */
export async function connectAs(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/**
 * Sends the statements of a cell as the service does for the caller, and rolls each back. Zero rows are a denial: that is how row level security
 * denies an UPDATE.
 */
export async function playSql(client: Client, row: Row, cell: Cell, play: Play): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [sql, ...values] of play.statements ?? []) {
    const expected = letsThrough(row, cell);
    const isThrough = await passes(client, cell, { sql, values, isOfBrowsers: row.isOfBrowsers ?? false });
    if (isThrough !== expected) {
      const verdict = isThrough ? 'lets through' : 'denies';
      differences.push(`${nameOf(row, cell)}: row level security ${verdict} ${sql.trim().slice(0, 60)}`);
    }
    if (succeeds(row, cell) && !isThrough && row.rls?.[cell.target] === undefined) {
      differences.push(`${nameOf(row, cell)}: HTTP allows what row level security denies`);
    }
  }
  return differences;
}

async function passes(
  client: Client,
  { userId }: Cell,
  { sql, values, isOfBrowsers }: { sql: string; values: unknown[]; isOfBrowsers: boolean },
): Promise<boolean> {
  const claims = userId === null ? '' : JSON.stringify({ sub: userId, role: 'authenticated' });
  const isReader = isOfBrowsers || /^\s*SELECT/i.test(sql);
  const signedIn = isReader ? 'authenticated' : 'service_engine_caller';
  await client.query(
    `BEGIN; SET LOCAL ROLE ${userId === null ? 'anon' : signedIn};
     SELECT set_config('request.jwt.claims', '${claims}', true)`,
  );
  try {
    const { rowCount } = await client.query(sql, values);
    return (rowCount ?? 0) > 0;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    // A constraint is checked after row level security let the statement through.
    if (code.startsWith('23')) return true;
    if (code !== '42501') throw error;
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}

export function nameOf({ route }: Row, { role, target }: Cell): string {
  return `${route} of ${target} as ${role}`;
}

/** Tables whose rows jobs change, and refusals and their number, which a denied request leaves on purpose. */
const EXCEPT: Record<string, string> = {
  'private.service_management_log': `WHERE category <> 'security'`,
  'private.events': `WHERE type <> 'audit.critical'`,
};
const MOVING = /^private\.(availability_|audit_seals|suppressed_refusals)/;

/** What all tables hold, as one digest a table. */
export async function fingerprint(owner: Pool): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
      WHERE schemaname IN ('public', 'private', 'auth') ORDER BY 1`,
  );
  const digests = tables
    .filter(({ name }) => !MOVING.test(name))
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) AS digest
           FROM ${name} AS t ${EXCEPT[name] ?? ''}`,
    );
  const { rows } = await owner.query<{ name: string; digest: string }>(digests.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
