import { Module } from '@nestjs/common';
import { LoadShedding } from '../http/load-shedding.js';
import { Shutdown } from '../http/shutdown.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ConflictMeasure } from './conflict-measure.js';
import { Measures } from './measures.js';
import { Cleanup } from './cleanup.js';

/** Health, metrics, the end of serving, load that is shed, and the clean-up of idempotency keys. */
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Metrics, Measures, ConflictMeasure, Shutdown, LoadShedding, Cleanup],
})
export class OperationsModule {}
