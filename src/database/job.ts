import { Counter, Gauge, Histogram } from 'prom-client';

/** The jobs that run beside requests (docs/operating.md "Jobs"). */
export const JOBS = [
  'seal_logs',
  'verify_logs',
  'record_suppressed_refusals',
  'forget_clients',
  'clean_cache',
  'purge_idempotency_keys',
  'turn_budget_months',
  'deliver_webhooks',
  'order_events',
  'remove_events',
  'measure_deliveries',
  'measure',
  'measure_conflicts',
] as const;

export type Job = (typeof JOBS)[number];

const lastSuccess = new Gauge({
  name: 'service_engine_job_last_success_timestamp_seconds',
  help: 'When this process last finished the job; absent before the first time.',
  labelNames: ['job'],
});
const failures = new Counter({
  name: 'service_engine_job_failures_total',
  help: 'Runs of the job that failed.',
  labelNames: ['job'],
});
const durations = new Histogram({
  name: 'service_engine_job_duration_seconds',
  help: 'Time that a run of the job took.',
  labelNames: ['job'],
  buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
});
for (const job of JOBS) failures.inc({ job }, 0);

/**
 * Works in batches, each in a transaction of its own, so that none holds its locks for long.
 *
 * @param some does one batch, and returns the number of its rows.
 * @param batch the rows of a whole batch; one with fewer was the last.
 * @param most batches in one run; the next run goes on.
 * @returns the number of all rows.
 */
export async function inBatches(some: () => Promise<number>, batch: number, most: number): Promise<number> {
  let total = 0;
  for (let done = 0; done < most; done += 1) {
    const rows = await some();
    total += rows;
    if (rows < batch) break;
  }
  return total;
}

/** Runs a job, and counts it. A failure is the caller's to tell. */
export async function runJob<T>(job: Job, work: () => Promise<T>): Promise<T> {
  const end = durations.startTimer({ job });
  try {
    const result = await work();
    lastSuccess.set({ job }, Date.now() / 1_000);
    return result;
  } catch (error) {
    failures.inc({ job });
    throw error;
  } finally {
    end();
  }
}
