import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { Refusals } from './refusals.js';
import { Seals } from './seals.job.js';

/** The two logs and their readers. */
@Module({
  controllers: [AuditController],
  providers: [Refusals, Seals],
})
export class AuditModule {}
