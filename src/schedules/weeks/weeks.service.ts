import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { recordAction, recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import { type LocalDate, minutesOf } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import { recordAffected } from '../../events/outbox.js';
import { Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { bookingsAffected, listAffected, NONE_AFFECTED } from '../affected-list.js';
import { affectedBy } from '../effect.js';
import { lockBudget } from '../budgets/budget-ledger.js';
import type { WeekDay } from '../layers.js';
import { type BookingRow, loadSchedule } from '../load-schedules.js';
import { refuseInvalid } from '../overrides/override-types.js';
import { refuseOthers } from '../stylist-access.js';
import {
  checkWeek,
  checkWeekStart,
  LAST_DATE,
  replacedRows,
  type Replacement,
  replaceWeek,
  versionsBetween,
  versionsOf,
  type WeekRow,
  type WeekVersion,
} from './week-versions.js';
import type { ReplaceWeekDto, WeekReplacedDto, WeeksDto } from './weeks.dto.js';

/** The logs keep at most so many earlier versions of one change. */
const MAX_LOGGED = 50;

const EXISTS = `SELECT FROM public.stylist_profiles WHERE user_id = $1`;

/**
 * A stylist's weekly rows. The host's `_utc` columns hold local wall clock too, and only they have breaks
 * (docs/database.md "Host schema"): the service reads hours from `_local`, and writes both.
 */
const SELECT = `
  SELECT w.id, w.day_of_week AS "dayOfWeek", left(w.start_time_local::text, 5) AS "startTime",
         left(w.end_time_local::text, 5) AS "endTime", left(w.break_start_time_utc::text, 5) AS "breakStart",
         left(w.break_end_time_utc::text, 5) AS "breakEnd",
         CASE WHEN isfinite(w.effective_from) THEN w.effective_from::text END AS "effectiveFrom",
         CASE WHEN isfinite(w.effective_until) THEN w.effective_until::text END AS "effectiveUntil"
    FROM public.stylist_schedules w
   WHERE w.stylist_user_id = $1
     AND coalesce(w.is_active, true)
   ORDER BY w.effective_from, w.day_of_week, w.id`;

const REMOVE = `DELETE FROM public.stylist_schedules WHERE id = ANY($1::uuid[]) RETURNING id`;

/** The unique key of some hosts counts inactive rows too: they would keep a row from its start. */
const CLEAR_STARTS = `
  DELETE FROM public.stylist_schedules w
   USING unnest($2::int[], $3::date[]) AS wanted(day, starts)
   WHERE w.stylist_user_id = $1 AND w.is_active = false AND w.day_of_week = wanted.day
     AND w.effective_from IS NOT DISTINCT FROM wanted.starts`;

const SHORTEN = `
  UPDATE public.stylist_schedules w
     SET effective_from = shorter.effective_from, effective_until = shorter.effective_until
    FROM unnest($1::uuid[], $2::date[], $3::date[]) AS shorter(id, effective_from, effective_until)
   WHERE w.id = shorter.id
  RETURNING w.id`;

const INSERT = `
  INSERT INTO public.stylist_schedules
         (stylist_user_id, day_of_week, start_time_local, end_time_local, start_time_utc, end_time_utc,
          break_start_time_utc, break_end_time_utc, break_duration_minutes, is_active, effective_from, effective_until)
  SELECT $1, day, starts, ends, starts, ends, break_starts, break_ends, break_minutes, true, valid_from, valid_until
    FROM unnest($2::int[], $3::time[], $4::time[], $5::time[], $6::time[], $7::int[], $8::date[], $9::date[])
      AS row(day, starts, ends, break_starts, break_ends, break_minutes, valid_from, valid_until)`;

/** The weekly schedules of stylists. */
@Injectable()
export class WeeksService {
  /**
   * Shows the weekly schedule of a stylist as versions by date.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, also where a stylist reads another's.
   */
  show(context: RequestContext, stylistUserId: string): Promise<Reply<WeeksDto>> {
    return context.read(async (tx) => {
      refuseOthers(context, stylistUserId);
      const [[profile], rows] = await Promise.all([tx.query(EXISTS, [stylistUserId]), readWeek(tx, stylistUserId)]);
      if (profile === undefined) throw new Problem('STYLIST_NOT_FOUND');
      const versions = versionsOf(rows);
      return ok({ versions }, tagOf(versions));
    });
  }

  /**
   * Puts a week between two dates of a stylist, or from one date on; before and after it the earlier versions stay
   * (docs/rules.md "Layers"). The lock on the stylist's budget makes the changes of one stylist run one after another.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `STYLIST_NOT_FOUND`, 412, 409 `BOOKINGS_AFFECTED`.
   */
  replace(context: RequestContext, stylistUserId: string, body: ReplaceWeekDto): Promise<Reply<WeekReplacedDto>> {
    return context.write(async (tx) => {
      refuseInvalid(checkWeek(body));
      const { today } = await lockBudget(tx, stylistUserId);
      refuseInvalid(checkWeekStart(body, today));
      const rows = await readWeek(tx, stylistUserId);
      const before = versionsOf(rows);
      context.expectVersion(versionOf(before));
      const week = weekOf(body);
      const replacement = replaceWeek(rows, week);
      const next = replacedRows(rows, replacement);
      if (versionOf(versionsOf(next)) === versionOf(before)) {
        return ok({ versions: before, ...NONE_AFFECTED }, tagOf(before));
      }
      const affected = await bookingsOf(tx, stylistUserId, week, next);
      if (body.conflictPolicy === 'refuse' && affected.length > 0) throw await bookingsAffected(tx, affected);
      await writeReplacement(tx, stylistUserId, replacement);
      await recordAffected(tx, context, { stylistUserId }, affected);
      await record(tx, context, stylistUserId, { before, week, from: body.effectiveFrom, reason: body.reason ?? null });
      const versions = versionsOf(await readWeek(tx, stylistUserId));
      return ok({ versions, ...(await listAffected(tx, affected)) }, tagOf(versions));
    });
  }
}

/** The rows of a stylist, by start; as the caller. */
async function readWeek(tx: Tx, stylistUserId: string): Promise<WeekRow[]> {
  return tx.query<WeekRow>(SELECT, [stylistUserId]);
}

/**
 * Writes a replacement as the caller.
 *
 * @throws {Problem} 409 `CONFLICT_RETRY` where row level security hides a row from the write.
 */
async function writeReplacement(tx: Tx, stylistUserId: string, replacement: Replacement): Promise<void> {
  const { removed, shortened, added } = replacement;
  if (removed.length > 0) expectReached(await tx.query(REMOVE, [removed]), removed.length);
  const starting = [...shortened, ...added];
  if (starting.length > 0) {
    const [days, starts] = [starting.map((row) => row.dayOfWeek), starting.map((row) => row.effectiveFrom)];
    await tx.query(CLEAR_STARTS, [stylistUserId, days, starts]);
  }
  if (shortened.length > 0) {
    const column = (name: keyof WeekRow) => shortened.map((row) => row[name]);
    const values = [column('id'), column('effectiveFrom'), column('effectiveUntil')];
    expectReached(await tx.query(SHORTEN, values), shortened.length);
  }
  if (added.length > 0) {
    const column = (name: keyof WeekDay) => added.map((row) => row[name]);
    await tx.query(INSERT, [
      stylistUserId,
      column('dayOfWeek'),
      column('startTime'),
      column('endTime'),
      column('breakStart'),
      column('breakEnd'),
      added.map(breakMinutes),
      column('effectiveFrom'),
      column('effectiveUntil'),
    ]);
  }
}

function expectReached(reached: readonly unknown[], count: number): void {
  if (reached.length !== count) throw new Problem('CONFLICT_RETRY');
}

/** Hosts demand more than 0 minutes where there is a break. */
function breakMinutes({ breakStart, breakEnd }: WeekDay): number | null {
  return breakStart === null || breakEnd === null ? null : minutesOf(breakEnd) - minutesOf(breakStart);
}

/** The bookings that the week affects, from its first date to its last; either may be open. */
async function bookingsOf(
  tx: Tx,
  stylistUserId: string,
  { effectiveFrom, effectiveUntil }: WeekVersion,
  next: ReturnType<typeof replacedRows>,
): Promise<BookingRow[]> {
  const from = effectiveFrom ?? LAST_DATE;
  const until = effectiveUntil ?? LAST_DATE;
  const schedule = await loadSchedule(tx, stylistUserId, from, until);
  return affectedBy(schedule, {}, { week: next }, (date) => from <= date && date <= until);
}

async function record(
  tx: Tx,
  context: RequestContext,
  stylistUserId: string,
  change: { before: readonly WeekVersion[]; week: WeekVersion; from: LocalDate; reason: string | null },
): Promise<void> {
  const { before, week, from, reason } = change;
  const replaced = versionsBetween(before, from, week.effectiveUntil ?? LAST_DATE);
  const oldValues = replaced.length === 0 ? null : { versions: replaced.slice(0, MAX_LOGGED) };
  const newValues = { ...week };
  await recordAction(tx, context, {
    action: 'REPLACE_SCHEDULE',
    targetType: 'stylist_schedule',
    targetId: stylistUserId,
    details: { oldValues, newValues, reason },
  });
  await recordScheduleChange(tx, context, {
    stylistUserId,
    changeDate: from,
    changeType: 'schedule_update',
    oldValues,
    newValues,
    reason,
    isEmergency: false,
  });
}

function weekOf({ effectiveFrom, effectiveUntil, days }: ReplaceWeekDto): WeekVersion {
  return {
    effectiveFrom,
    effectiveUntil: effectiveUntil ?? null,
    days: days
      .map(({ dayOfWeek, startTime, endTime, breakStart = null, breakEnd = null }) => ({
        dayOfWeek,
        startTime,
        endTime,
        breakStart,
        breakEnd,
      }))
      .sort((a, b) => a.dayOfWeek - b.dayOfWeek),
  };
}

/** The version for entity tags: a hash, because the rows have no version. */
function versionOf(versions: readonly WeekVersion[]): string {
  return createHash('sha256').update(JSON.stringify(versions)).digest('base64url').slice(0, 22);
}

function tagOf(versions: readonly WeekVersion[]): string {
  return entityTag(versionOf(versions));
}
