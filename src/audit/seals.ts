import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { createHmac } from 'node:crypto';
import { Gauge } from 'prom-client';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { instantColumn } from '../database/sql-format.js';
import { LOG_NAMES } from './log.entities.js';
import type { HeadDto, UnsealedDto } from './verify.dto.js';

/** The most rows of one seal: after a full one, more may be left. */
const ROWS_A_SEAL = 10_000;
/** Milliseconds that a row may be without a seal before the service warns, and between two warnings. */
const UNSEALED_TOO_LONG = 20_000;
const WARN_AGAIN_AFTER = 60_000;

const SEAL = `
  SELECT s.log, s.number::text, s.last_id::text AS "lastId", encode(s.digest, 'hex') AS digest, s.row_count::int AS rows
    FROM private.seal_audit_logs() s`;

const HEADS = `
  SELECT DISTINCT ON (s.log) s.log, s.number::text, s.last_id::text AS "lastId", encode(s.digest, 'hex') AS digest
    FROM private.audit_seals s
   ORDER BY s.log, s.number DESC`;

/** The rows that no seal covers, and the newest row that one does. */
const UNSEALED = `
  SELECT count(*)::int AS rows, ${instantColumn('min(u.created_at)')} AS since,
         coalesce(extract(epoch FROM clock_timestamp() - min(u.created_at)) * 1000, 0)::float8 AS age,
         (SELECT extract(epoch FROM max(s.newest_at))::float8 FROM private.audit_seals s) AS "sealedThrough"
    FROM (${LOG_NAMES.map(
      (log) => `
          SELECT l.created_at
            FROM private.${log} l
           WHERE l.id > coalesce((SELECT max(s.last_id) FROM private.audit_seals s WHERE s.log = '${log}'),
                                 '${-(2n ** 63n)}'::bigint)`,
    ).join('\n           UNION ALL')}) u`;

/** The processes of the database that keep the logs from being sealed: writers, and another that seals. */
const WRITERS = `
  SELECT DISTINCT k.pid
    FROM pg_catalog.pg_locks k
   WHERE k.locktype = 'relation'
     AND k.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
     AND (k.mode = 'RowExclusiveLock' AND k.relation IN (${LOG_NAMES.map((log) => `'private.${log}'::regclass`).join(', ')})
          OR k.mode = 'ShareRowExclusiveLock' AND k.relation = 'private.audit_seals'::regclass)
     AND k.granted
     AND k.pid <> pg_backend_pid()
   ORDER BY k.pid`;

const unsealedSeconds = new Gauge({
  name: 'audit_unsealed_age_seconds',
  help: 'How long the oldest row that no seal covers has waited; 0 where all are sealed.',
});
const unsealedRows = new Gauge({ name: 'audit_unsealed_rows', help: 'Rows of the logs that no seal covers yet.' });
const sealedThroughSeconds = new Gauge({
  name: 'audit_sealed_through_timestamp_seconds',
  help: 'The time of the newest sealed row of the logs.',
});

type Head = Pick<HeadDto, keyof HeadDto>;

/** Seals the logs, so that a later change of a row is evident (docs/rules.md "Audit"). */
@Injectable()
export class Seals {
  private readonly logger = new Logger(Seals.name);
  private hasToldHeads = false;
  private warnedAt = 0;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Cron(CronExpression.EVERY_10_SECONDS, { waitForCompletion: true })
  async sealRegularly(): Promise<void> {
    await this.trySeal();
    await this.watch().catch(this.database.warning(this.logger, 'The seals cannot be read'));
  }

  /**
   * Seals every settled row of both logs. Any number of instances may seal at once: they do it one after the other.
   *
   * @returns the number of rows that this call sealed.
   */
  async seal(): Promise<number> {
    let sealed = 0;
    let seals: (Head & { rows: number })[];
    do {
      seals = await this.database.asEngine((tx) => tx.engine<Head & { rows: number }>(SEAL));
      for (const { rows, ...head } of seals) {
        sealed += rows;
        this.tell(this.signed(head));
      }
    } while (seals.some(({ rows }) => rows >= ROWS_A_SEAL));
    return sealed;
  }

  /** {@link seal}, without failing: a verification answers also while the logs cannot be sealed. */
  async trySeal(): Promise<void> {
    await runJob('seal_logs', () => this.seal()).catch(this.database.warning(this.logger, 'The logs are not sealed'));
  }

  /** The last seal of each log that has one. */
  async heads(): Promise<Head[]> {
    const heads = await this.database.asEngine((tx) => tx.engine<Head>(HEADS), { readOnly: true });
    return heads.map((head) => this.signed(head));
  }

  /** The rows that no seal covers. Sets the gauges. */
  async unsealed(): Promise<UnsealedDto & { age: number }> {
    const [found] = await this.database.asEngine(
      (tx) => tx.engine<UnsealedDto & { age: number; sealedThrough: number | null }>(UNSEALED),
      { readOnly: true },
    );
    const { rows = 0, since = null, age = 0, sealedThrough = null } = found ?? {};
    unsealedRows.set(rows);
    unsealedSeconds.set(age / 1_000);
    sealedThroughSeconds.set(sealedThrough ?? 0);
    return { rows, since, age };
  }

  private async watch(): Promise<void> {
    if (!this.hasToldHeads) for (const head of await this.heads()) this.tell(head);
    this.hasToldHeads = true;
    const { rows, since, age } = await this.unsealed();
    if (rows === 0 || age < UNSEALED_TOO_LONG || Date.now() < this.warnedAt + WARN_AGAIN_AFTER) return;
    const writers = await this.database.asEngine((tx) => tx.engine<{ pid: number }>(WRITERS), { readOnly: true });
    const pids = writers.map(({ pid }) => pid).join(', ') || 'none';
    this.logger.warn(
      `${rows} rows of the logs are not sealed, the oldest since ${since}. Open transactions of these processes of the ` +
        `database may hold the seals up: ${pids}`,
    );
    this.warnedAt = Date.now();
  }

  /** A head in the service's log is out of reach of somebody who rewrites the database. */
  private tell(head: Head): void {
    this.logger.log({ message: 'audit seal', ...head });
  }

  private signed(head: Head): Head {
    const { sealKey } = this.config.audit;
    if (sealKey === undefined) return head;
    const { log, number, lastId, digest } = head;
    const signature = createHmac('sha256', sealKey).update(`${log} ${number} ${lastId} ${digest}`).digest('hex');
    return { ...head, signature };
  }
}
