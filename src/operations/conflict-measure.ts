import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Gauge } from 'prom-client';
import { addDays, todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { CAUSE_LAYERS } from '../schedules/conflicts/conflict.js';
import { findConflicts } from '../schedules/conflicts/find-conflicts.js';

/** Not every minute: 5,000 stylists with 20,000 bookings to come take 0.4 s of CPU time, 0.1 s of it at once. */
const EVERY_TEN_MINUTES = 600_000;
/** As many as `GET /v1/booking-conflicts` lists. */
const DAYS = 366;
const ALL = { isForAll: true, stylists: [], branches: [] };

const conflicts = new Gauge({
  name: 'service_engine_booking_conflicts',
  help: 'Bookings of the next 366 days that do not fit what their stylists work, by the layer that is the cause.',
  labelNames: ['cause'],
});

/** Counts the bookings that are in conflict. Every process finds the same. */
@Injectable()
export class ConflictMeasure {
  private readonly logger = new Logger(ConflictMeasure.name);

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Interval(EVERY_TEN_MINUTES)
  async measureRegularly(): Promise<void> {
    const tell = this.database.warning(this.logger, 'Conflicts are not counted');
    await runJob('measure_conflicts', () => this.measure()).catch(tell);
  }

  async measure(): Promise<void> {
    const zone = this.config.businessTimezone;
    const from = todayIn(zone, Date.now());
    const dates = { from, to: addDays(from, DAYS - 1), zone };
    const found = await this.database.asEngine((tx) => findConflicts(tx, { ...dates, reach: ALL }), { readOnly: true });
    for (const layer of CAUSE_LAYERS) {
      conflicts.set({ cause: layer }, found.filter(({ cause }) => cause.layer === layer).length);
    }
  }
}
