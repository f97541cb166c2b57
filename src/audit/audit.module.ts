import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemsFilter } from './problems.filter.js';
import { Refusals } from './refusals.js';

/** The two logs and their readers. */
@Module({
  providers: [Refusals, { provide: APP_FILTER, useClass: ProblemsFilter }],
})
export class AuditModule {}
