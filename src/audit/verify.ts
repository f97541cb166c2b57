import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { instantColumn } from '../database/sql-format.js';
import type { BrokenRangeDto, VerificationDto } from './audit.dto.js';
import { AuditSeal, type LogName } from './log.entities.js';
import { BEFORE_FIRST, digestOf, SEALED_LOGS, type SealedLog, Seals } from './seals.js';

/** One statement checks at most so many seals, and stops after the seal that exceeds so many rows. */
const SEALS_A_CHECK = 500;
const ROWS_A_CHECK = 20_000;

type IdRange = Pick<AuditSeal, 'firstId' | 'lastId'>;
type Seal = IdRange & Pick<AuditSeal, 'number' | 'digest'>;

/** SQL that digests again the rows of each seal. $2–$4 are the number, last id and digest of the seal before them. */
function checkSql(log: SealedLog): string {
  return `
    SELECT s.number::text, s.first_id::text AS "firstId", s.last_id::text AS "lastId", s.digest,
           (s.number, s.first_id, s.row_count, s.digest) = (s.previous + 1, r.first_id, r.row_count, r.digest) AS holds
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
     CROSS JOIN LATERAL (
           SELECT min(l.id) AS first_id, count(*) AS row_count, ${digestOf(log, 's.previous_digest')} AS digest
             FROM private.${log.name} l
            WHERE l.id > s.after_id AND l.id <= s.last_id) r
     WHERE s.rows_before < ${ROWS_A_CHECK}
     ORDER BY s.number`;
}

/** The range of the seal that the head of a log points to, when that seal is gone; else the first seal past the head. */
const BESIDE_HEAD = `
  SELECT first_id::text AS "firstId", last_id::text AS "lastId"
    FROM (SELECT h.number, h.first_id, h.last_id
            FROM private.audit_heads h
           WHERE h.log = $1 AND h.number > 0
             AND NOT EXISTS (SELECT FROM private.audit_seals s
                              WHERE (s.log, s.number, s.digest) = (h.log, h.number, h.digest))
           UNION ALL
          SELECT s.number, s.first_id, s.last_id
            FROM private.audit_seals s
           WHERE s.log = $1
             AND s.number > coalesce((SELECT h.number FROM private.audit_heads h WHERE h.log = $1), 0)) beside
   ORDER BY number
   LIMIT 1`;

/** Verifies that the logs are as they were sealed. */
@Injectable()
export class LogVerifier {
  /** The last good seal of each log that this process has seen. It reveals a tail that was removed with its seals. */
  private readonly lastSeen = new Map<LogName, Seal>();

  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
  ) {}

  /**
   * Seals both logs, so that the answer covers every row committed before the call, and then checks every seal. It names
   * the first range that is not as it was sealed: a row changed, removed or added, or a seal changed or removed. It reads
   * every row.
   */
  async verify(): Promise<VerificationDto> {
    await this.seals.seal();
    let firstBroken: BrokenRangeDto | null = null;
    for (const log of SEALED_LOGS) firstBroken ??= await this.firstBroken(log);
    const [sealed] = await this.read<{ ranges: number; sealedThrough: string | null }>(
      `SELECT count(*)::int AS ranges, ${instantColumn('max(newest_at)')} AS "sealedThrough" FROM private.audit_seals`,
    );
    return {
      sealedThrough: sealed?.sealedThrough ?? null,
      ranges: sealed?.ranges ?? 0,
      intact: firstBroken === null,
      firstBroken,
    };
  }

  private async firstBroken(log: SealedLog): Promise<BrokenRangeDto | null> {
    let last: Seal | undefined;
    let seals: (Seal & { holds: boolean | null })[];
    do {
      const { number, lastId, digest } = last ?? BEFORE_FIRST;
      seals = await this.read(checkSql(log), [log.name, number, lastId, digest]);
      const broken = seals.find(({ holds }) => holds !== true);
      if (broken !== undefined) return rangeOf(log, broken);
      last = seals.at(-1) ?? last;
    } while (seals.length > 0);
    const [beside] = await this.read<IdRange>(BESIDE_HEAD, [log.name]);
    if (beside !== undefined) return rangeOf(log, beside);
    const seen = this.lastSeen.get(log.name);
    if (seen !== undefined && !(await this.isSealed(log, seen))) return rangeOf(log, seen);
    if (last !== undefined) this.lastSeen.set(log.name, last);
    return null;
  }

  private isSealed({ name }: SealedLog, { number, digest }: Seal): Promise<boolean> {
    return this.database.asEngine((tx) => tx.manager.existsBy(AuditSeal, { log: name, number, digest }), {
      readOnly: true,
    });
  }

  /** Each statement has a transaction of its own: all seals together may take longer than a transaction may live. */
  private read<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.asEngine((tx) => tx.engine<Row>(sql, values), { readOnly: true });
  }
}

function rangeOf({ name }: SealedLog, { firstId, lastId }: IdRange): BrokenRangeDto {
  return { log: name, fromId: firstId, toId: lastId };
}
