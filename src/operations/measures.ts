import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import type { Tx } from '../database/transaction.js';
import { Promotion } from '../promotions/promotion.entity.js';
import { OPEN_STATUSES, type PromotionStatus } from '../promotions/promotion.states.js';
import { OverrideBudget } from '../schedules/budgets/budget.entity.js';
import { ScheduleOverride } from '../schedules/overrides/override.entity.js';
import type { OverrideType } from '../schedules/overrides/override-types.js';

const EVERY_MINUTE = 60_000;

const promotions = new Gauge({
  name: 'service_engine_promotions',
  help: 'Promotions by state.',
  labelNames: ['status'],
});
const oldestPromotion = new Gauge({
  name: 'service_engine_promotion_oldest_age_seconds',
  help: 'How long ago the promotion that has waited longest in an open state was last changed.',
  labelNames: ['status'],
});
const overrides = new Gauge({
  name: 'service_engine_overrides',
  help: 'Overrides that have not ended, by type.',
  labelNames: ['type'],
});
const exhausted = new Gauge({
  name: 'service_engine_budgets_exhausted',
  help: 'Active stylists who have no change left in this month.',
});
const keptAnswers = new Gauge({
  name: 'service_engine_idempotency_keys',
  help: 'Answers that are kept under an idempotency key, as PostgreSQL estimates them.',
});

const KEPT_ANSWERS = `
  SELECT greatest(reltuples, 0)::float8 AS count
    FROM pg_catalog.pg_class
   WHERE oid = 'private.idempotency_keys'::regclass`;

/** Measures once a minute what the database holds. Every process finds the same. */
@Injectable()
export class Measures {
  private readonly logger = new Logger(Measures.name);

  constructor(private readonly database: Database) {}

  @Interval(EVERY_MINUTE)
  async measureRegularly(): Promise<void> {
    const tell = this.database.warning(this.logger, 'The database is not measured');
    await runJob('measure', () => this.measure()).catch(tell);
  }

  async measure(): Promise<void> {
    await this.database.asEngine(
      async (tx) => {
        await measurePromotions(tx);
        await measureOverrides(tx);
        exhausted.set(await exhaustedBudgets(tx));
        const [kept] = await tx.query<{ count: number }>(KEPT_ANSWERS);
        keptAnswers.set(kept?.count ?? 0);
      },
      { readOnly: true },
    );
  }
}

async function measurePromotions({ manager }: Tx): Promise<void> {
  const found = await manager
    .createQueryBuilder(Promotion, 'p')
    .select('p.status', 'status')
    .addSelect('count(*)::int', 'count')
    .addSelect('extract(epoch FROM now() - min(p.updatedAt))::float8', 'age')
    .groupBy('p.status')
    .getRawMany<{ status: PromotionStatus; count: number; age: number }>();
  promotions.reset();
  oldestPromotion.reset();
  for (const { status, count, age } of found) {
    promotions.set({ status }, count);
    if (OPEN_STATUSES.includes(status)) oldestPromotion.set({ status }, age);
  }
}

async function measureOverrides({ manager }: Tx): Promise<void> {
  const found = await manager
    .createQueryBuilder(ScheduleOverride, 'o')
    .select('o.overrideType', 'type')
    .addSelect('count(*)::int', 'count')
    .where('o.endDate >= CURRENT_DATE - 1')
    .groupBy('o.overrideType')
    .getRawMany<{ type: OverrideType; count: number }>();
  overrides.reset();
  for (const { type, count } of found) overrides.set({ type }, count);
}

function exhaustedBudgets({ manager }: Tx): Promise<number> {
  return manager
    .createQueryBuilder(OverrideBudget, 'b')
    .where('b.monthlyUsed >= b.monthlyLimit')
    .andWhere('b.resetsAt > now()')
    .andWhere('EXISTS (SELECT FROM public.stylist_profiles p WHERE p.user_id = b.stylistUserId AND p.is_active)')
    .getCount();
}
