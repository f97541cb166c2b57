import { Module } from '@nestjs/common';
import { Shutdown } from '../http/shutdown.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Cleanup } from './cleanup.js';

/** Health, metrics, the end of serving, and the clean-up of idempotency keys. */
@Module({ controllers: [HealthController, MetricsController], providers: [Metrics, Shutdown, Cleanup] })
export class OperationsModule {}
