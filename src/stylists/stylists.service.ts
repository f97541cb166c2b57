import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { usableStylistZone, usableZone, usableZones } from '../calendar/stylist-zone.js';
import { CONFIG, type Config } from '../config.js';
import { finite, instantColumn } from '../database/sql-format.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { BUDGET_COLUMNS, type BudgetColumns, budgetOf, budgetState } from '../schedules/budgets/locked-budget.js';
import type { OverrideDto } from '../schedules/overrides/overrides.dto.js';
import { nextOverrides } from './next-overrides.js';
import type { ListedStylistDto, StylistPageDto, StylistQuery } from './stylists.dto.js';

const WANTED = `
   FROM public.stylist_profiles p
  WHERE ($1::text IS NULL OR strpos(lower(p.display_name), lower($1)) > 0)
    AND ($2::boolean IS NULL OR coalesce(p.is_active, true) = $2)`;

const CREATED_AT = finite(`coalesce(p.created_at, 'epoch')`);
const TODAY = `(now() AT TIME ZONE ${usableStylistZone('p', '$6')})::date`;

const LIST = `
  SELECT ${BUDGET_COLUMNS}, coalesce(p.is_active, true) AS "isActive",
         ${instantColumn(CREATED_AT)} AS "createdAt",
         ARRAY(SELECT w.day_of_week
                 FROM public.stylist_schedules w
                WHERE w.stylist_user_id = p.user_id
                  AND coalesce(w.is_active, true)
                  AND coalesce(w.effective_from, '-infinity') <= ${TODAY}
                  AND coalesce(w.effective_until, 'infinity') >= ${TODAY}
                ORDER BY w.day_of_week) AS "workingDays"
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
}

/** The stylists as an admin sees them. */
@Injectable()
export class StylistsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Lists the stylists, newest profile first: zone, working weekdays as of today, budget, and the override that is under
   * way or comes next, for the stylist alone, for the branch or for all.
   */
  list(context: RequestContext, query: StylistQuery): Promise<StylistPageDto> {
    return context.read(async (tx) => {
      const request = pageRequest('stylists', query, ['instant', 'id']);
      const filters = [query.q ?? null, query.active ?? null];
      const [createdAt = null, id = null] = request.after ?? [];
      const values = [...filters, createdAt, id, request.limit + 1, usableZones()];
      const [rows, [counted]] = await Promise.all([
        tx.query<StylistRow>(LIST, values),
        tx.query<{ total: number }>(COUNT, filters),
      ]);
      const { businessTimezone } = this.config;
      const ids = rows.map(({ stylistUserId }) => stylistUserId);
      const next = await nextOverrides(tx, ids, { businessTimezone, now: rows[0]?.now ?? 0 });
      const found = { rows, total: counted?.total ?? 0 };
      const keysOf = (row: StylistRow) => [row.createdAt, row.stylistUserId];
      return pageOf(request, found, keysOf, (row) => itemOf(row, next.get(row.stylistUserId)));
    });
  }
}

function itemOf(row: StylistRow, nextOverride: OverrideDto | undefined): ListedStylistDto {
  const { stylistUserId, stylistName, isActive, workingDays } = row;
  return {
    userId: stylistUserId,
    displayName: stylistName,
    timezone: usableZone(row.zone),
    isActive,
    workingDays,
    budget: budgetOf(budgetState(row)),
    nextOverride: nextOverride ?? null,
  };
}
