import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditController } from './audit.controller.js';
import { ClientData } from './client-data.js';
import { AuditExport } from './export.js';
import { AuditSeal, ScheduleChange, ServiceLogEntry } from './log.entities.js';
import { Logs } from './logs.js';
import { Refusals } from './refusals.js';
import { Seals } from './seals.js';
import { LogVerifier } from './verify.js';

/** The two logs: records, readers, seals. */
@Module({
  imports: [TypeOrmModule.forFeature([ServiceLogEntry, ScheduleChange, AuditSeal])],
  controllers: [AuditController],
  providers: [Logs, AuditExport, Seals, LogVerifier, Refusals, ClientData],
})
export class AuditModule {}
