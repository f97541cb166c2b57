import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { usableStylistZone, usableZone, usableZones } from '../calendar/stylist-zone.js';
import { todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { finite, instantColumn } from '../database/sql-format.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { BUDGET_COLUMNS, type BudgetColumns, budgetOf, budgetState } from '../schedules/budgets/budget-ledger.js';
import { OVERRIDE_COLUMNS, overrideOf, type OverrideRow } from '../schedules/overrides/override-rows.js';
import type { ListedStylistDto, StylistPageDto, StylistQuery } from './stylists.dto.js';

const WANTED = `
   FROM public.stylist_profiles p
  WHERE ($1::text IS NULL OR strpos(lower(p.display_name), lower($1)) > 0)
    AND ($2::boolean IS NULL OR coalesce(p.is_active, true) = $2)`;

const CREATED_AT = finite(`coalesce(p.created_at, 'epoch')`);
const TODAY = `(now() AT TIME ZONE ${usableStylistZone('p', '$7')})::date`;

/** The next override of the stylist alone or for all, each through its index; $6 is the business's zone. */
const NEXT_OVERRIDE = `
  SELECT row_to_json(next)
    FROM (SELECT ${OVERRIDE_COLUMNS}
            FROM ((SELECT o.*
                     FROM public.schedule_overrides o
                    WHERE o.stylist_user_id = p.user_id AND o.end_date >= ${TODAY}
                    ORDER BY o.start_date, o.end_date, o.id
                    LIMIT 1)
                  UNION ALL
                  (SELECT o.*
                     FROM public.schedule_overrides o
                    WHERE o.applies_to_all_stylists AND o.end_date >= (now() AT TIME ZONE $6)::date
                    ORDER BY o.start_date, o.end_date, o.id
                    LIMIT 1)) AS o
           ORDER BY o.start_date, o.applies_to_all_stylists
           LIMIT 1) AS next`;

const LIST = `
  SELECT ${BUDGET_COLUMNS}, coalesce(p.is_active, true) AS "isActive",
         ${instantColumn(CREATED_AT)} AS "createdAt",
         ARRAY(SELECT w.day_of_week
                 FROM public.stylist_schedules w
                WHERE w.stylist_user_id = p.user_id
                  AND coalesce(w.is_active, true)
                  AND coalesce(w.effective_from, '-infinity') <= ${TODAY}
                  AND coalesce(w.effective_until, 'infinity') >= ${TODAY}
                ORDER BY w.day_of_week) AS "workingDays",
         (${NEXT_OVERRIDE}) AS "nextOverride"
    FROM (SELECT p.* ${WANTED}
             AND ($3::timestamptz IS NULL OR (${CREATED_AT}, p.user_id) < ($3::timestamptz, $4::uuid))
           ORDER BY ${CREATED_AT} DESC, p.user_id DESC
           LIMIT $5) AS p
    LEFT JOIN public.stylist_override_budgets b ON b.stylist_user_id = p.user_id
   ORDER BY ${CREATED_AT} DESC, p.user_id DESC`;

const COUNT = `SELECT count(*)::int AS total ${WANTED}`;

interface StylistRow extends BudgetColumns {
  isActive: boolean;
  createdAt: string;
  workingDays: number[];
  nextOverride: OverrideRow | null;
}

/** The stylists as an admin sees them. */
@Injectable()
export class StylistsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Lists the stylists, newest profile first: zone, working weekdays as of today, budget, and the override that is under
   * way or comes next, for the stylist alone or for all.
   */
  list(context: RequestContext, query: StylistQuery): Promise<StylistPageDto> {
    return context.read(async (tx) => {
      const request = pageRequest('stylists', query, ['instant', 'id']);
      const filters = [query.q ?? null, query.active ?? null];
      const [createdAt = null, id = null] = request.after ?? [];
      const values = [...filters, createdAt, id, request.limit + 1, this.config.businessTimezone, usableZones()];
      const [rows, [counted]] = await Promise.all([
        tx.query<StylistRow>(LIST, values),
        tx.query<{ total: number }>(COUNT, filters),
      ]);
      return pageOf(
        request,
        rows,
        counted?.total ?? 0,
        (row) => this.itemOf(row),
        (row) => [row.createdAt, row.stylistUserId],
      );
    });
  }

  private itemOf(row: StylistRow): ListedStylistDto {
    const { stylistUserId, stylistName, now, isActive, workingDays, nextOverride } = row;
    const zone = usableZone(row.zone);
    const nextZone = nextOverride?.appliesToAllStylists === true ? this.config.businessTimezone : zone;
    return {
      userId: stylistUserId,
      displayName: stylistName,
      timezone: zone,
      isActive,
      workingDays,
      budget: budgetOf(budgetState(row)),
      nextOverride: nextOverride === null ? null : overrideOf(nextOverride, todayIn(nextZone, now)),
    };
  }
}
