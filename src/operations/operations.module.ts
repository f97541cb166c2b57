import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Cleanup } from './cleanup.js';

/** Health, metrics, and the clean-up of idempotency keys. */
@Module({ controllers: [HealthController, MetricsController], providers: [Metrics, Cleanup] })
export class OperationsModule {}
