import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { recordAction } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import { usableStylistZone, usableZones } from '../../calendar/stylist-zone.js';
import { readList } from '../../database/list.js';
import { finite, instantColumn } from '../../database/sql-format.js';
import { pageOf, pageRequest } from '../../http/paging.js';
import { invalid, Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { refuseOthers } from '../stylist-access.js';
import type { Budget } from './budget.js';
import {
  BUDGET_COLUMNS,
  type BudgetColumns,
  budgetOf,
  type BudgetState,
  budgetState,
  budgetVersion,
  isOver,
  lockBudget,
  MAX_TOKENS,
  readBudget,
} from './locked-budget.js';
import type { BudgetDto, BudgetPageDto, BudgetQuery, UpdateBudgetDto } from './budgets.dto.js';

/** The coming turn of the month in the stylist's zone; $4 holds the zones. */
const ZONE = usableStylistZone('p', '$4');
const COMING_TURN = `((date_trunc('month', now() AT TIME ZONE ${ZONE}) + interval '1 month') AT TIME ZONE ${ZONE})`;

/** A budget is exhausted as {@link budgetAt} shows it. */
const WANTED = `
   FROM public.stylist_profiles p
   LEFT JOIN public.stylist_override_budgets b ON b.stylist_user_id = p.user_id
  WHERE coalesce(p.is_active, true) = $1
    AND ($2::text IS NULL OR strpos(lower(p.display_name), lower($2)) > 0)
    AND ($3::boolean IS NULL OR $3 = coalesce(
          b.current_month_overrides >= b.monthly_override_limit
          AND NOT ${isOver(COMING_TURN, 'now()')}, false))`;

const CREATED_AT = finite(`coalesce(p.created_at, 'epoch')`);

const LIST = `
  SELECT ${BUDGET_COLUMNS}, ${instantColumn(CREATED_AT)} AS "createdAt"
  ${WANTED}
    AND ($5::timestamptz IS NULL OR (${CREATED_AT}, p.user_id) < ($5::timestamptz, $6::uuid))
  ORDER BY ${CREATED_AT} DESC, p.user_id DESC
  LIMIT $7`;

const COUNT = `SELECT count(*)::int AS total ${WANTED}`;

const UPDATE = `
  UPDATE public.stylist_override_budgets b
     SET monthly_override_limit = $2,
         current_month_overrides = $3,
         emergency_overrides_remaining = $4,
         budget_reset_at = $5
    FROM public.stylist_profiles p
   WHERE b.stylist_user_id = $1
     AND p.user_id = b.stylist_user_id
  RETURNING ${BUDGET_COLUMNS}`;

/** The budgets of stylists (docs/rules.md "Budgets"). */
@Injectable()
export class BudgetsService {
  /** Lists the budgets of all stylists, newest profile first. */
  list(context: RequestContext, query: BudgetQuery): Promise<BudgetPageDto> {
    return context.read(async (tx) => {
      const request = pageRequest('override-budgets', query, ['instant', 'id']);
      const filters = [query.active ?? true, query.q ?? null, query.exhausted ?? null, usableZones()];
      const list = { rows: LIST, count: COUNT, filters };
      const found = await readList<BudgetColumns & { createdAt: string }>(tx, 'query', list, request);
      const keysOf = (row: { createdAt: string; stylistUserId: string }) => [row.createdAt, row.stylistUserId];
      return pageOf(request, found, keysOf, (row) => budgetOf(budgetState(row)));
    });
  }

  /**
   * Shows the budget of one stylist.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, also where a stylist reads another's.
   */
  show(context: RequestContext, stylistUserId: string): Promise<Reply<BudgetDto>> {
    return context.read(async (tx) => {
      refuseOthers(context, stylistUserId);
      return replyWith(await readBudget(tx, stylistUserId));
    });
  }

  /**
   * Changes the limit, the tokens or the month's count of a stylist, as an admin. A change without a difference writes
   * and logs nothing.
   *
   * @throws {Problem} 400, 404 `STYLIST_NOT_FOUND`, 412.
   */
  update(context: RequestContext, stylistUserId: string, body: UpdateBudgetDto): Promise<Reply<BudgetDto>> {
    return context.write(async (tx) => {
      assertChange(body);
      const before = await lockBudget(tx, stylistUserId);
      context.expectVersion(budgetVersion(before));
      const oldValues = counters(before.budget);
      const wanted = changed(before.budget, body);
      if (isDeepStrictEqual(oldValues, wanted)) return replyWith(before);
      const { monthlyLimit, monthlyUsed, emergencyRemaining } = wanted;
      const values = [stylistUserId, monthlyLimit, monthlyUsed, emergencyRemaining, new Date(before.budget.resetsAt)];
      const [row] = await tx.query<BudgetColumns>(UPDATE, values);
      if (row === undefined) throw new Problem('STYLIST_NOT_FOUND');
      await recordAction(tx, context, {
        action: 'UPDATE_BUDGET',
        targetType: 'override_budget',
        targetId: stylistUserId,
        details: { oldValues, newValues: wanted, reason: body.reason },
      });
      return replyWith(budgetState(row, before.now));
    });
  }
}

type Counters = Pick<Budget, 'monthlyLimit' | 'monthlyUsed' | 'emergencyRemaining'>;

function assertChange({ monthlyLimit, emergencyRemaining, grantEmergency, resetUsed }: UpdateBudgetDto): void {
  const fields = [monthlyLimit, emergencyRemaining, grantEmergency, resetUsed];
  if (fields.every((field) => field === undefined)) {
    throw invalid({ path: '', code: 'REQUIRED', message: 'must change something beside the reason' });
  }
  if (emergencyRemaining !== undefined && grantEmergency !== undefined) {
    const message = 'cannot stand beside emergencyRemaining';
    throw invalid({ path: 'grantEmergency', code: 'NOT_ALLOWED', message });
  }
}

function changed(budget: Budget, body: UpdateBudgetDto): Counters {
  const emergencyRemaining = body.emergencyRemaining ?? budget.emergencyRemaining + (body.grantEmergency ?? 0);
  if (emergencyRemaining > MAX_TOKENS) {
    const message = `would make more than ${MAX_TOKENS} tokens: there are ${budget.emergencyRemaining}`;
    throw invalid({ path: 'grantEmergency', code: 'OUT_OF_RANGE', message });
  }
  return {
    monthlyLimit: body.monthlyLimit ?? budget.monthlyLimit,
    monthlyUsed: body.resetUsed === true ? 0 : budget.monthlyUsed,
    emergencyRemaining,
  };
}

function counters({ monthlyLimit, monthlyUsed, emergencyRemaining }: Budget): Counters {
  return { monthlyLimit, monthlyUsed, emergencyRemaining };
}

function replyWith(state: BudgetState): Reply<BudgetDto> {
  return ok(budgetOf(state), entityTag(budgetVersion(state)));
}
