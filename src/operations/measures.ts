import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';

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

interface Measured {
  promotions: { status: string; count: number; age: number }[] | null;
  overrides: { type: string; count: number }[] | null;
  exhausted: number;
  keptAnswers: number;
}

const MEASURE = `
  SELECT (SELECT json_agg(json_build_object('status', status, 'count', count, 'age', age))
            FROM (SELECT status, count(*)::int AS count, extract(epoch FROM now() - min(updated_at))::float8 AS age
                    FROM public.stylist_promotions GROUP BY status) p) AS promotions,
         (SELECT json_agg(json_build_object('type', override_type, 'count', count))
            FROM (SELECT override_type, count(*)::int AS count
                    FROM public.schedule_overrides WHERE end_date >= CURRENT_DATE - 1 GROUP BY override_type) o) AS overrides,
         (SELECT count(*)::int
            FROM public.stylist_override_budgets b JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id
           WHERE b.current_month_overrides >= b.monthly_override_limit AND b.budget_reset_at > now()
             AND p.is_active) AS exhausted,
         greatest((SELECT reltuples FROM pg_catalog.pg_class
                    WHERE oid = 'private.idempotency_keys'::regclass), 0)::float8 AS "keptAnswers"`;

const FINAL = ['approved', 'rejected', 'revoked'];

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
    const [measured] = await this.database.asEngine((tx) => tx.engine<Measured>(MEASURE), { readOnly: true });
    if (measured === undefined) return;
    for (const gauge of [promotions, oldestPromotion, overrides]) gauge.reset();
    for (const { status, count, age } of measured.promotions ?? []) {
      promotions.set({ status }, count);
      if (!FINAL.includes(status)) oldestPromotion.set({ status }, age);
    }
    for (const { type, count } of measured.overrides ?? []) overrides.set({ type }, count);
    exhausted.set(measured.exhausted);
    keptAnswers.set(measured.keptAnswers);
  }
}
