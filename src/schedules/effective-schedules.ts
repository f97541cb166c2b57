import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { datesBetween } from '../calendar/wall-clock.js';
import { readList } from '../database/list.js';
import { checkRange } from '../http/date-range.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { branchOf, membersOf } from './branches.js';
import type { EffectiveScheduleDto, EffectiveScheduleQuery } from './effective-day.dto.js';
import { effectiveScheduleOf } from './effective-day.js';
import type { EffectiveSchedulesDto, EffectiveSchedulesQuery, StylistDaysDto } from './effective-schedules.dto.js';
import { loadSchedule, loadSchedules } from './load-schedules.js';
import { refuseOthers } from './stylist-access.js';

/** Dates of one stylist, and of many; both ends included. */
const MAX_DAYS = 92;
const MAX_DAYS_OF_MANY = 31;

const WANTED = `
    FROM public.stylist_profiles p
   WHERE coalesce(p.is_active, true)
     AND ($1::uuid IS NULL OR p.user_id IN ${membersOf('$1')})
     AND ($2::uuid[] IS NULL OR p.user_id = ANY($2))
     AND ($3::text IS NULL OR strpos(lower(p.display_name), lower($3)) > 0)`;

const LIST = `
  SELECT p.user_id AS "stylistUserId", p.display_name AS "displayName", ${branchOf('p.user_id')} AS "branchId"
  ${WANTED}
     AND ($4::text IS NULL OR (p.display_name, p.user_id) > ($4, $5::uuid))
   ORDER BY p.display_name, p.user_id
   LIMIT $6`;

const COUNT = `SELECT count(*)::int AS total ${WANTED}`;

type ListedRow = Pick<StylistDaysDto, 'stylistUserId' | 'displayName' | 'branchId'>;

/** What stylists work, day by day: of one, and the calendar of many. */
@Injectable()
export class EffectiveSchedulesService {
  /**
   * The working windows of a stylist on each date of a range, both ends included, in the stylist's zone
   * (docs/rules.md "Layers").
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 92 days, 404 `STYLIST_NOT_FOUND`, also where a
   * stylist reads another's.
   */
  async show(
    context: RequestContext,
    stylistUserId: string,
    { from, to }: EffectiveScheduleQuery,
  ): Promise<EffectiveScheduleDto> {
    checkRange({ from, to }, MAX_DAYS);
    refuseOthers(context, stylistUserId);
    const schedule = await context.read((tx) => loadSchedule(tx, stylistUserId, from, to));
    return effectiveScheduleOf(schedule, datesBetween(from, to));
  }

  /**
   * A page of the active stylists, by display name, then id, each with what they work on every date (docs/rules.md
   * "Layers").
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 31 days.
   */
  list(context: RequestContext, query: EffectiveSchedulesQuery): Promise<EffectiveSchedulesDto> {
    const { from, to, branchId = null, stylistIds = null, q = null } = query;
    checkRange(query, MAX_DAYS_OF_MANY);
    const request = pageRequest('effective-schedules', query, ['text', 'id']);
    const list = { rows: LIST, count: COUNT, filters: [branchId, stylistIds, q] };
    return context.read(async (tx) => {
      const found = await readList<ListedRow>(tx, 'engine', list, request);
      const page = pageOf(request, found, (row) => [row.displayName, row.stylistUserId]);
      const shown = page.items.map(({ stylistUserId }) => stylistUserId);
      const schedules = await loadSchedules(tx, shown, from, to);
      const dates = datesBetween(from, to);
      // A stylist deleted since the first statement has no schedule.
      const items = page.items.flatMap((row) => {
        const schedule = schedules.find(({ stylistUserId }) => stylistUserId === row.stylistUserId);
        if (schedule === undefined) return [];
        const { timezone, days } = effectiveScheduleOf(schedule, dates);
        return [{ ...row, timezone, days }];
      });
      return { ...page, items };
    });
  }
}
