import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditController } from './audit.controller.js';
import { ClientData } from './client-data.js';
import { AuditExport } from './export.js';
import { AuditSeal } from './log.entities.js';
import { Refusals } from './refusals.js';
import { ScheduleChangeLog } from './schedule-change-log.js';
import { Seals } from './seals.js';
import { ServiceLog } from './service-log.js';
import { AuditSummary } from './summary.js';
import { LogVerifier } from './verify.js';

/** The two logs: records, readers, seals. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditSeal])],
  controllers: [AuditController],
  providers: [ServiceLog, ScheduleChangeLog, AuditSummary, AuditExport, Seals, LogVerifier, Refusals, ClientData],
})
export class AuditModule {}
