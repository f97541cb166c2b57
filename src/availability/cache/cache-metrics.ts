import { Counter } from 'prom-client';

const hits = new Counter({
  name: 'availability_cache_hits_total',
  help: 'Days that were kept and good, by where they were kept.',
  labelNames: ['kept_in'],
});

/** Days found in the process, days found in the database, and days that had to be computed. */
export const CACHE_METRICS = {
  process: hits.labels({ kept_in: 'process' }),
  database: hits.labels({ kept_in: 'database' }),
  computed: new Counter({
    name: 'availability_cache_misses_total',
    help: 'Days that had to be computed.',
  }),
};
