import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Sweeps } from './sweeps.js';

/** Health, metrics, and what is tidied in the background. */
@Module({ controllers: [HealthController], providers: [Sweeps] })
export class OperationsModule {}
