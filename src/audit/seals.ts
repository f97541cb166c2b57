import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { setTimeout as sleep } from 'node:timers/promises';
import { MoreThan } from 'typeorm';
import { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import { AuditSeal, type LogName, ScheduleChange, ServiceLogEntry } from './log.entities.js';

/** One statement digests so many rows in some tens of milliseconds. */
const ROWS_A_SEAL = 10_000;
/** Sealing waits for open transactions so many times, so many milliseconds each. */
const WAITS = 20;
const WAIT_MS = 100;

/** One of the two logs, for seals. */
export interface SealedLog {
  name: LogName;
  entity: typeof ServiceLogEntry | typeof ScheduleChange;
  /** All columns of a row `l`, as bytes that no session setting changes. */
  bytes: string;
}

export const SEALED_LOGS: readonly SealedLog[] = [
  {
    name: 'service_management_log',
    entity: ServiceLogEntry,
    bytes: `
      convert_to(ROW(l.id, l.admin_user_id, l.action, l.target_id, l.target_type, l.severity, l.category, l.details,
                     l.ip_address, l.user_agent, l.request_id)::text, 'UTF8')
      || timestamptz_send(l.created_at)`,
  },
  {
    name: 'schedule_change_log',
    entity: ScheduleChange,
    bytes: `
      convert_to(ROW(l.id, l.stylist_user_id, l.change_type, l.old_values, l.new_values, l.reason, l.is_emergency,
                     l.actor_user_id, l.ip_address, l.user_agent, l.request_id)::text, 'UTF8')
      || date_send(l.change_date) || timestamptz_send(l.created_at)`,
  },
];

/** The part of a seal that the next one builds on. */
export type ChainEnd = Pick<AuditSeal, 'number' | 'lastId' | 'digest'>;

/** The first seal of a log follows this. */
export const BEFORE_FIRST: ChainEnd = { number: '0', lastId: String(-(2n ** 63n)), digest: Buffer.alloc(0) };

/**
 * SQL of the digest of the rows `l`: SHA-256 over the digest of the seal before, the range and its row count, and the
 * SHA-256 of every row by id.
 *
 * @param previous SQL of the digest of the seal before.
 */
export function digestOf(log: SealedLog, previous: string): string {
  return `sha256(${previous}
            || convert_to(concat_ws(' ', '${log.name}', min(l.id), max(l.id), count(*)) || E'\\n', 'UTF8')
            || coalesce(string_agg(sha256(${log.bytes}), ''::bytea ORDER BY l.id), ''::bytea))`;
}

/** Seals the logs, so that a later change of a row is evident (docs/rules.md "Audit"). */
@Injectable()
export class Seals {
  private readonly logger = new Logger(Seals.name);

  constructor(private readonly database: Database) {}

  @Cron(CronExpression.EVERY_10_SECONDS, { waitForCompletion: true })
  async sealRegularly(): Promise<void> {
    try {
      await this.seal();
    } catch (error) {
      if (this.database.serves) this.logger.warn(`The logs are not sealed this time: ${String(error)}`);
    }
  }

  /**
   * Seals every settled row of both logs. Any number of instances may seal at once: a constraint refuses the second seal
   * of a range, and its instance goes on after the first.
   *
   * @returns the number of rows that this call sealed.
   */
  async seal(): Promise<number> {
    let sealed = 0;
    for (const log of SEALED_LOGS) sealed += await this.sealLog(log);
    return sealed;
  }

  private async sealLog(log: SealedLog): Promise<number> {
    const through = await this.database.asEngine((tx) => settledThrough(tx, log));
    if (through === undefined) return 0;
    let sealed = 0;
    let before: string | undefined;
    for (;;) {
      const { after, rows } = await this.database.asEngine((tx) => sealNext(tx, log, through));
      sealed += rows;
      // No row: another instance was quicker, so go on after its seal; the same seal again means nothing is left.
      const isLast = rows === 0 ? after === before : rows < ROWS_A_SEAL;
      if (isLast) return sealed;
      before = after;
    }
  }
}

/** The last seal of a log. */
async function chainEnd(tx: Tx, log: SealedLog): Promise<ChainEnd> {
  const last = await tx.manager.findOne(AuditSeal, { where: { log: log.name }, order: { number: 'DESC' } });
  return last ?? BEFORE_FIRST;
}

/**
 * The id up to which no row can appear any more. Ids come from a sequence and may be committed in another order. A writer
 * holds a lock on the table from before it draws an id until its transaction ends, so when today's writers have ended,
 * every id up to today's greatest is settled.
 *
 * @returns undefined when there is no new row, or a writer takes longer than this waits.
 */
async function settledThrough(tx: Tx, log: SealedLog): Promise<string | undefined> {
  const { lastId } = await chainEnd(tx, log);
  const newest = await tx.manager.findOne(log.entity, {
    select: { id: true },
    where: { id: MoreThan(lastId) },
    order: { id: 'DESC' },
  });
  if (newest === null) return undefined;
  let writers = await writersOf(tx, log);
  for (let waited = 0; writers.size > 0; waited++) {
    if (waited === WAITS) return undefined;
    await sleep(WAIT_MS);
    const present = await writersOf(tx, log);
    writers = new Set([...writers].filter((writer) => present.has(writer)));
  }
  return newest.id;
}

async function writersOf(tx: Tx, log: SealedLog): Promise<Set<string>> {
  const rows = await tx.engine<{ writer: string }>(
    `SELECT virtualtransaction AS writer
       FROM pg_catalog.pg_locks
      WHERE locktype = 'relation'
        AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND relation = 'private.${log.name}'::regclass
        AND mode = 'RowExclusiveLock'
        AND granted`,
  );
  return new Set(rows.map(({ writer }) => writer));
}

/** @returns the number of the seal before, and of the rows sealed: 0 when another instance was quicker. */
async function sealNext(tx: Tx, log: SealedLog, through: string): Promise<{ after: string; rows: number }> {
  const end = await chainEnd(tx, log);
  const [seal] = await tx.engine<{ rows: number }>(
    `INSERT INTO private.audit_seals (log, number, first_id, last_id, row_count, newest_at, digest)
     SELECT $1, $2::bigint + 1, min(l.id), max(l.id), count(*), max(l.created_at), ${digestOf(log, '$3::bytea')}
       FROM (SELECT *
               FROM private.${log.name}
              WHERE id > $4::bigint
              ORDER BY id
              LIMIT ${ROWS_A_SEAL}) l
      WHERE l.id <= $5::bigint
     HAVING count(*) > 0
     ON CONFLICT DO NOTHING
     RETURNING row_count::int AS rows`,
    [log.name, end.number, end.digest, end.lastId, through],
  );
  return { after: end.number, rows: seal?.rows ?? 0 };
}
