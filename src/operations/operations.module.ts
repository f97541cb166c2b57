import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Sweeps } from './cleanup.js';

/** Health, metrics, and what is tidied in the background. */
@Module({ controllers: [HealthController, MetricsController], providers: [Metrics, Sweeps] })
export class OperationsModule {}
