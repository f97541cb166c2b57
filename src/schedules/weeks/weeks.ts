import { createHash } from 'node:crypto';
import type { RequestContext } from '../../auth/request-context.js';
import { recordAction, recordScheduleChange } from '../../audit/record.js';
import type { Tx } from '../../database/transaction.js';
import { invalid, Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { lockBudget } from '../budgets/budget-ledger.js';
import { affectedBy, bookingsAffected, listAffected } from '../effect.js';
import { type BookingRow, loadSchedules } from '../load-schedules.js';
import { refuseOthers } from '../own-or-admin.js';
import type { ShapeProblem } from '../overrides/override-shapes.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { checkWeek, checkWeekStart } from './week-shapes.js';
import { readWeek, writeReplacement } from './week-rows.js';
import {
  LAST_DATE,
  replacedRows,
  replaceWeek,
  versionsBetween,
  versionsOf,
  type WeekVersion,
} from './week-versions.js';
import type { ReplaceWeekDto, WeekReplacedDto, WeeksDto } from './weeks.dto.js';

/** How many earlier versions the logs keep of one change. */
const MAX_LOGGED = 50;

const EXISTS = `SELECT FROM public.stylist_profiles WHERE user_id = $1`;

/**
 * A stylist's weekly schedule: its versions by date.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`; a stylist who asks for another's gets the same.
 */
export async function showWeeks(tx: Tx, context: RequestContext, stylistUserId: string): Promise<Reply<WeeksDto>> {
  refuseOthers(context, stylistUserId);
  const [[profile], rows] = await Promise.all([tx.query(EXISTS, [stylistUserId]), readWeek(tx, stylistUserId)]);
  if (profile === undefined) throw new Problem('STYLIST_NOT_FOUND');
  const versions = versionsOf(rows);
  return ok({ versions }, tagOf(versions));
}

/**
 * Puts a week between two dates of a stylist, or from one on; before and after it the earlier versions stand (rules.md
 * §4). The stylist's budget is locked meanwhile, which puts the changes of one stylist in a line.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `STYLIST_NOT_FOUND`, 412, 409 `BOOKINGS_AFFECTED`.
 */
export async function replaceWeekOf(
  tx: Tx,
  context: RequestContext,
  stylistUserId: string,
  body: ReplaceWeekDto,
): Promise<Reply<WeekReplacedDto>> {
  refuse(checkWeek(body));
  const { today } = await lockBudget(tx, stylistUserId);
  refuse(checkWeekStart(body, today));
  const rows = await readWeek(tx, stylistUserId);
  const before = versionsOf(rows);
  context.expectVersion(versionOf(before));
  const week = weekOf(body);
  const replacement = replaceWeek(rows, week);
  const next = replacedRows(rows, replacement);
  const after = versionsOf(next);
  if (versionOf(after) === versionOf(before)) return ok({ versions: before, ...listAffected([]) }, tagOf(before));
  const affected = await bookingsOf(tx, stylistUserId, week, next);
  if (body.conflictPolicy === 'refuse' && affected.length > 0) throw bookingsAffected(affected);
  writeReplacement(tx, stylistUserId, replacement);
  record(tx, context, stylistUserId, { before, week, from: body.effectiveFrom, reason: body.reason ?? null });
  return ok({ versions: after, ...listAffected(affected) }, tagOf(after));
}

/** The bookings that the week affects from its first date to its last, which may be open. */
async function bookingsOf(
  tx: Tx,
  stylistUserId: string,
  { effectiveFrom, effectiveUntil }: WeekVersion,
  next: ReturnType<typeof replacedRows>,
): Promise<BookingRow[]> {
  const from = effectiveFrom ?? LAST_DATE;
  const until = effectiveUntil ?? LAST_DATE;
  const [schedule] = await loadSchedules(tx, [stylistUserId], from, until);
  if (schedule === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return affectedBy(schedule, {}, { week: next }, (date) => from <= date && date <= until);
}

function record(
  tx: Tx,
  context: RequestContext,
  stylistUserId: string,
  change: { before: readonly WeekVersion[]; week: WeekVersion; from: LocalDate; reason: string | null },
): void {
  const { before, week, from, reason } = change;
  const replaced = versionsBetween(before, from, week.effectiveUntil ?? LAST_DATE);
  const oldValues = replaced.length === 0 ? null : { versions: replaced.slice(0, MAX_LOGGED) };
  const newValues = { ...week };
  recordAction(tx, context, {
    action: 'REPLACE_SCHEDULE',
    targetType: 'stylist_schedule',
    targetId: stylistUserId,
    details: { oldValues, newValues, reason },
  });
  recordScheduleChange(tx, context, {
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

function refuse(problems: readonly ShapeProblem[]): void {
  if (problems.length > 0) throw invalid(...problems);
}

/** The rows have no version of their own: it is made of what they say. */
function versionOf(versions: readonly WeekVersion[]): string {
  return createHash('sha256').update(JSON.stringify(versions)).digest('base64url').slice(0, 22);
}

function tagOf(versions: readonly WeekVersion[]): string {
  return entityTag(versionOf(versions));
}
