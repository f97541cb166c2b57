import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Database } from '../../database/database.js';
import { inBatches, runJob } from '../../database/job.js';
import { stylistZone, usableZone } from '../../calendar/stylist-zone.js';
import { firstOfNextMonth } from '../../calendar/wall-clock.js';

const ZONES = `
  SELECT DISTINCT ${stylistZone('p')} AS zone, extract(epoch FROM now())::float8 * 1000 AS now
    FROM public.stylist_override_budgets b
    JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id
   WHERE b.budget_reset_at <= now()`;

/** Budgets that one statement turns, in its own transaction. */
const BATCH = 2_000;
/** Of one run; the next one goes on. */
const MAX_BATCHES = 500;

/** Skips rows that a spend or another cleanup has locked: both turn the month as well. */
const TURN_MONTHS = `
  WITH due AS (
    SELECT b.stylist_user_id, turn.at
      FROM public.stylist_override_budgets b
      JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id
      JOIN unnest($1::text[], $2::timestamptz[]) AS turn(zone, at) ON turn.zone = ${stylistZone('p')}
     WHERE b.budget_reset_at <= now()
     LIMIT ${BATCH}
       FOR NO KEY UPDATE OF b SKIP LOCKED
  )
  UPDATE public.stylist_override_budgets b
     SET current_month_overrides = 0,
         budget_reset_at = due.at
    FROM due
   WHERE b.stylist_user_id = due.stylist_user_id
  RETURNING b.stylist_user_id`;

/**
 * Stores the months that have turned, once a day. It only keeps the table tidy: every read and every spend sees the
 * right number without it (docs/rules.md "Budgets"). Any number of instances may run it at once.
 */
@Injectable()
export class BudgetCleanup {
  constructor(private readonly database: Database) {}

  /** @returns the number of budgets whose month it turned. */
  @Cron(CronExpression.EVERY_DAY_AT_1AM)
  async turnMonths(): Promise<number> {
    return runJob('turn_budget_months', () => inBatches(() => this.turnSome(), BATCH, MAX_BATCHES));
  }

  private async turnSome(): Promise<number> {
    return this.database.asEngine(async (tx) => {
      const zones = await tx.engine<{ zone: string; now: number }>(ZONES);
      const turns = zones.map(({ zone, now }) => new Date(firstOfNextMonth(usableZone(zone), now)));
      const turned = await tx.engine(TURN_MONTHS, [zones.map(({ zone }) => zone), turns]);
      return turned.length;
    });
  }
}
