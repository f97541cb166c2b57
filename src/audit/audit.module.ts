import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuditController } from './audit.controller.js';
import { ProblemsFilter } from '../http/problems.filter.js';
import { Refusals } from './refusals.js';
import { Seals } from './seals.job.js';

/** The two logs and their readers. */
@Module({
  controllers: [AuditController],
  providers: [Refusals, Seals, { provide: APP_FILTER, useClass: ProblemsFilter }],
})
export class AuditModule {}
