import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { recordAction, recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import { recordAffected } from '../../events/outbox.js';
import { Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { bookingsAffected, listAffected, NONE_AFFECTED } from '../affected-list.js';
import { affectedBy } from '../effect.js';
import { lockBudget } from '../budgets/locked-budget.js';
import { loadSchedule } from '../load-schedules.js';
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
   USING json_to_recordset($2) AS wanted("dayOfWeek" int, "effectiveFrom" date)
   WHERE w.stylist_user_id = $1 AND w.is_active = false AND w.day_of_week = wanted."dayOfWeek"
     AND w.effective_from IS NOT DISTINCT FROM wanted."effectiveFrom"`;

const SHORTEN = `
  UPDATE public.stylist_schedules w
     SET effective_from = shorter."effectiveFrom", effective_until = shorter."effectiveUntil"
    FROM json_to_recordset($1) AS shorter(id uuid, "effectiveFrom" date, "effectiveUntil" date)
   WHERE w.id = shorter.id
  RETURNING w.id`;

/** With the minutes of a break: hosts demand more than 0 where there is one. */
const INSERT = `
  INSERT INTO public.stylist_schedules
         (stylist_user_id, day_of_week, start_time_local, end_time_local, start_time_utc, end_time_utc,
          break_start_time_utc, break_end_time_utc, break_duration_minutes, is_active, effective_from, effective_until)
  SELECT $1, "dayOfWeek", "startTime", "endTime", "startTime", "endTime", "breakStart", "breakEnd",
         extract(epoch FROM "breakEnd" - "breakStart") / 60, true, "effectiveFrom", "effectiveUntil"
    FROM json_to_recordset($2)
      AS row("dayOfWeek" int, "startTime" time, "endTime" time, "breakStart" time, "breakEnd" time,
             "effectiveFrom" date, "effectiveUntil" date)`;

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
      const { effectiveFrom: from, effectiveUntil: until = LAST_DATE } = body;
      const schedule = await loadSchedule(tx, stylistUserId, from, until);
      const affected = affectedBy(schedule, {}, { week: next }, (date) => from <= date && date <= until);
      if (body.conflictPolicy === 'refuse' && affected.length > 0) throw await bookingsAffected(tx, affected);
      await writeReplacement(tx, stylistUserId, replacement);
      await recordAffected(tx, context, { stylistUserId }, affected);
      const replaced = versionsBetween(before, from, until).slice(0, MAX_LOGGED);
      await record(tx, context, stylistUserId, { replaced, week, from, reason: body.reason ?? null });
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
  const gone = await tx.query(REMOVE, [removed]);
  await tx.query(CLEAR_STARTS, [stylistUserId, JSON.stringify([...shortened, ...added])]);
  const changed = await tx.query(SHORTEN, [JSON.stringify(shortened)]);
  if (gone.length + changed.length < removed.length + shortened.length) throw new Problem('CONFLICT_RETRY');
  await tx.query(INSERT, [stylistUserId, JSON.stringify(added)]);
}

async function record(
  tx: Tx,
  context: RequestContext,
  stylistUserId: string,
  change: { replaced: readonly WeekVersion[]; week: WeekVersion; from: LocalDate; reason: string | null },
): Promise<void> {
  const { replaced, week, from, reason } = change;
  const oldValues = replaced.length === 0 ? null : { versions: replaced };
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
  const hours = days.map(({ breakStart = null, breakEnd = null, ...day }) => ({ ...day, breakStart, breakEnd }));
  return {
    effectiveFrom,
    effectiveUntil: effectiveUntil ?? null,
    days: hours.sort((a, b) => a.dayOfWeek - b.dayOfWeek),
  };
}

/** The version for entity tags: a hash, because the rows have no version. */
function versionOf(versions: readonly WeekVersion[]): string {
  return createHash('sha256').update(JSON.stringify(versions)).digest('base64url').slice(0, 22);
}

function tagOf(versions: readonly WeekVersion[]): string {
  return entityTag(versionOf(versions));
}
