import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { instantColumn } from '../database/sql-format.js';
import { AuditSeal, LOG_NAMES, type LogName } from './log.entities.js';
import { Seals } from './seals.js';
import type { BrokenRangeDto, VerificationDto, VerifyQuery } from './verify.dto.js';

/** One statement checks at most so many seals, and stops after the seal that exceeds so many rows. */
const SEALS_A_CHECK = 500;
const ROWS_A_CHECK = 20_000;
/** Milliseconds after which every seal is checked anew, not only the new ones. */
const WHOLE_AGAIN_AFTER = 24 * 3_600_000;

interface Seal {
  number: string;
  firstId: string;
  lastId: string;
  digest: Buffer;
}

interface CheckedSeal extends Seal {
  holds: boolean;
  unreadableId: string | null;
}

/** The first seal of a log follows this. */
const BEFORE_FIRST: Seal = { number: '0', firstId: '', lastId: String(-(2n ** 63n)), digest: Buffer.alloc(0) };

/** SQL that digests again the rows of each seal. $2–$4 are the number, last id and digest of the seal before them. */
function checkSql(log: LogName): string {
  return `
    SELECT s.number::text, s.first_id::text AS "firstId", s.last_id::text AS "lastId", s.digest,
           coalesce((s.number, s.first_id, s.row_count, s.digest) = (s.previous + 1, r.first_id, r.row_count, r.digest)
                    AND r.clients_hold AND r.unreadable_id IS NULL, false) AS holds,
           r.unreadable_id::text AS "unreadableId"
      FROM (SELECT *,
                   lag(number, 1, $2::bigint) OVER in_order AS previous,
                   lag(last_id, 1, $3::bigint) OVER in_order AS after_id,
                   lag(digest, 1, $4::bytea) OVER in_order AS previous_digest,
                   sum(row_count) OVER in_order - row_count AS rows_before
              FROM (SELECT *
                      FROM private.audit_seals
                     WHERE log = $1 AND number > $2::bigint
                     ORDER BY number
                     LIMIT ${SEALS_A_CHECK}) next
            WINDOW in_order AS (ORDER BY number)) s
     CROSS JOIN LATERAL private.digest_${log}(s.after_id, s.last_id, s.previous_digest) r
     WHERE s.rows_before < ${ROWS_A_CHECK}
     ORDER BY s.number`;
}

const intactGauge = new Gauge({
  name: 'audit_log_intact',
  help: 'Whether the logs are as they were sealed: 1 or 0; not a number before the first verification.',
});
intactGauge.set(Number.NaN);

/** Verifies that the logs are as they were sealed. */
@Injectable()
export class LogVerifier {
  private readonly logger = new Logger(LogVerifier.name);
  /** The last good seal of each log. A check of new seals begins after it. */
  private readonly lastGood = new Map<LogName, Seal>();
  /** The newest seal of each log that this process has found good. It reveals a tail that was removed with its seals. */
  private readonly lastSeen = new Map<LogName, Seal>();
  private wholeCheck: Promise<BrokenRangeDto | null> | undefined;
  private wholeCheckAt: number | undefined;
  private lastRun: Promise<unknown> = Promise.resolve();
  /** The verification that callers wait for, and the one after it. */
  private presentRun: Promise<unknown> = Promise.resolve();
  private nextRun: Promise<VerificationDto> | undefined;
  private told = '';

  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
  ) {}

  /** Checks new seals all the time, and all seals after the start and once a day. */
  @Cron(CronExpression.EVERY_10_SECONDS, { waitForCompletion: true })
  async verifyRegularly(): Promise<void> {
    const isDue = this.wholeCheckAt === undefined || Date.now() >= this.wholeCheckAt + WHOLE_AGAIN_AFTER;
    const tell = this.database.warning(this.logger, 'The logs are not verified');
    await runJob('verify_logs', () => (isDue ? this.checkAll() : this.checkNew())).catch(tell);
  }

  /**
   * Seals both logs, so that the answer covers every row committed before the call, and then checks every seal. It names
   * the first range that is not as it was sealed: a row changed, removed or added, or a seal changed or removed. It reads
   * every row. Calls that come together, and those that come during a run, share the next run: so one run at a time
   * serves all of them, and each run began after its calls came.
   */
  async verify({ since }: VerifyQuery): Promise<VerificationDto> {
    this.nextRun ??= this.beginRun();
    const verification = await this.nextRun;
    if (since === undefined) return verification;
    const sinceFound = await this.isSealed({ digest: Buffer.from(since, 'hex') });
    return Object.assign({}, verification, { intact: verification.intact && sinceFound, sinceFound });
  }

  /** Begins when the present run has ended. */
  private async beginRun(): Promise<VerificationDto> {
    await this.presentRun.catch(() => undefined);
    const run = this.verifyAll();
    this.presentRun = run;
    this.nextRun = undefined;
    return run;
  }

  private async verifyAll(): Promise<VerificationDto> {
    await this.seals.trySeal();
    await this.checkAll();
    const firstBroken = await this.checkNew();
    const [sealed] = await this.read<{ ranges: number; sealedThrough: string | null }>(
      `SELECT count(*)::int AS ranges, ${instantColumn('max(newest_at)')} AS "sealedThrough" FROM private.audit_seals`,
      [],
    );
    const { rows, since } = await this.seals.unsealed();
    return {
      sealedThrough: sealed?.sealedThrough ?? null,
      ranges: sealed?.ranges ?? 0,
      intact: firstBroken === null,
      firstBroken,
      unsealed: { rows, since },
      heads: await this.seals.heads(),
    };
  }

  /** Checks every seal. The regular check and a verification share it. */
  private checkAll(): Promise<BrokenRangeDto | null> {
    this.wholeCheck ??= this.oneAtATime(async () => {
      const startedAt = Date.now();
      const broken = await this.check(() => BEFORE_FIRST);
      this.wholeCheckAt = startedAt;
      return broken;
    }).finally(() => (this.wholeCheck = undefined));
    return this.wholeCheck;
  }

  /** Checks the seals after the last good ones. */
  private checkNew(): Promise<BrokenRangeDto | null> {
    return this.oneAtATime(() => this.check((log) => this.lastGood.get(log) ?? BEFORE_FIRST));
  }

  private oneAtATime<T>(run: () => Promise<T>): Promise<T> {
    const result = this.lastRun.then(run);
    this.lastRun = result.catch(() => undefined);
    return result;
  }

  /** The first range that does not hold after the given seal of each log. Tells operators of it. */
  private async check(startOf: (log: LogName) => Seal): Promise<BrokenRangeDto | null> {
    let firstBroken: BrokenRangeDto | null = null;
    for (const log of LOG_NAMES) firstBroken ??= await this.firstBroken(log, startOf(log));
    intactGauge.set(firstBroken === null ? 1 : 0);
    const found = JSON.stringify(firstBroken);
    if (firstBroken !== null && found !== this.told) {
      const { log, fromId, toId } = firstBroken;
      this.logger.error(`The audit log is not intact: rows ${fromId} to ${toId} of ${log} are not as they were sealed`);
    }
    this.told = found;
    return firstBroken;
  }

  private async firstBroken(log: LogName, start: Seal): Promise<BrokenRangeDto | null> {
    let last = start;
    let seals: CheckedSeal[];
    do {
      const { number, lastId, digest } = last;
      seals = await this.read<CheckedSeal>(checkSql(log), [log, number, lastId, digest]);
      const broken = seals.find(({ holds }) => !holds);
      const good = broken === undefined ? seals : seals.slice(0, seals.indexOf(broken));
      last = good.at(-1) ?? last;
      this.lastGood.set(log, last);
      if (broken !== undefined) return rangeOf(log, broken);
    } while (seals.length > 0);
    const seen = this.lastSeen.get(log);
    if (seen !== undefined && !(await this.isSealed({ log, number: seen.number, digest: seen.digest })))
      return rangeOf(log, seen);
    if (last !== BEFORE_FIRST) this.lastSeen.set(log, last);
    return null;
  }

  private isSealed(seal: Partial<AuditSeal>): Promise<boolean> {
    return this.database.asEngine((tx) => tx.manager.existsBy(AuditSeal, seal), { readOnly: true });
  }

  /** Each statement has a transaction of its own: all seals together may take longer than a transaction may live. */
  private read<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return this.database.asEngine((tx) => tx.engine<Row>(sql, values), { readOnly: true });
  }
}

function rangeOf(
  log: LogName,
  { firstId, lastId, unreadableId }: Seal & { unreadableId?: string | null },
): BrokenRangeDto {
  return { log, fromId: unreadableId ?? firstId, toId: unreadableId ?? lastId };
}
