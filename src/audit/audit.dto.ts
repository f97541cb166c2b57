import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../demo/personas.js';
import { DateOrInstant, Id, OneOf, QueryFlag } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { ACTIONS, CATEGORIES, CHANGE_TYPES, SEVERITIES, TARGET_TYPES } from './record.js';

const FROM = 'From this date of BUSINESS_TIMEZONE, or this instant, on.';
const TO = 'To this date, included, or this instant, excluded.';
const MASKED = 'Null for admins.';

/** A row of the service management log (rules.md §8 Audit). */
export class ServiceLogRowDto {
  @ApiProperty({ example: '1' })
  id: string;

  /** Null: the service itself. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.admin })
  actorId: string | null;

  /** Null once the account is gone. */
  @ApiProperty({ type: String, nullable: true })
  actorName: string | null;

  @ApiProperty({ type: String, nullable: true, description: MASKED })
  actorEmail: string | null;

  @ApiProperty({ enum: Object.keys(ACTIONS) })
  action: string;

  /** Of a budget or a base schedule: the stylist. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: DEMO.promotions.revoked })
  targetId: string | null;

  @ApiProperty({ type: String, enum: TARGET_TYPES, nullable: true })
  targetType: string | null;

  @ApiProperty({ enum: SEVERITIES })
  severity: string;

  @ApiProperty({ enum: CATEGORIES })
  category: string;

  /** Old and new values, reasons, what was refused. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  details: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true, description: MASKED, example: '192.0.2.10' })
  ipAddress: string | null;

  @ApiProperty({ type: String, nullable: true, description: MASKED })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /** The fields that the reader's role does not see. */
  @ApiProperty({ type: [String], example: [] })
  redacted: string[];
}

export class ServiceLogPageDto {
  items: ServiceLogRowDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  /** Of all rows that the filters and the reader's role let through. */
  total: number;
}

/** A row of the schedule change log (rules.md §8 Audit). */
export class ScheduleChangeDto {
  @ApiProperty({ example: '1' })
  id: string;

  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  @ApiProperty({ type: String, nullable: true })
  stylistName: string | null;

  /** The first local date that the change touches. */
  @ApiProperty({ format: 'date' })
  changeDate: string;

  @ApiProperty({ enum: CHANGE_TYPES })
  changeType: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  oldValues: Record<string, unknown> | null;

  /** Null when something was cancelled. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  newValues: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  isEmergency: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.stylist })
  actorId: string | null;

  @ApiProperty({ type: String, nullable: true })
  actorName: string | null;

  @ApiProperty({ type: String, nullable: true, description: MASKED, example: '192.0.2.10' })
  ipAddress: string | null;

  @ApiProperty({ type: String, nullable: true, description: MASKED })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /** The fields that the reader's role does not see. */
  @ApiProperty({ type: [String], example: [] })
  redacted: string[];
}

export class ScheduleChangePageDto {
  items: ScheduleChangeDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  /** Of all rows that the filters and the reader's role let through. */
  total: number;
}

/** The filters of the service management log. */
export class ServiceLogFilter {
  @OneOf(CATEGORIES, { optional: true, example: 'governance' })
  category?: string;

  @OneOf(SEVERITIES, { optional: true, example: 'critical' })
  severity?: string;

  @OneOf(Object.keys(ACTIONS), { optional: true, example: 'REVOKE_PROMOTION' })
  action?: string;

  @Id({ optional: true, description: 'Who did it.', example: PERSONAS.admin })
  actorId?: string;

  @OneOf(TARGET_TYPES, { optional: true, example: 'stylist_promotion' })
  targetType?: string;

  @Id({ optional: true, description: 'To what it was done.', example: DEMO.promotions.revoked })
  targetId?: string;

  @DateOrInstant({ description: FROM, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: TO, example: '{day+0}' })
  to?: string;
}

export class ServiceLogQuery extends IntersectionType(ServiceLogFilter, PageQuery) {}

export class ServiceLogExportQuery extends ServiceLogFilter {
  @OneOf(['csv', 'ndjson'], { example: 'csv' })
  format: 'csv' | 'ndjson';
}

export class ScheduleChangesQuery extends PageQuery {
  @Id({ optional: true, description: 'Whose schedule.', example: PERSONAS.stylist })
  stylistId?: string;

  @OneOf(CHANGE_TYPES, { optional: true, example: 'availability_override' })
  changeType?: string;

  @QueryFlag({ example: false })
  isEmergency?: boolean;

  @Id({ optional: true, description: 'Who did it.', example: PERSONAS.stylist })
  actorId?: string;

  @DateOrInstant({ description: FROM, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: TO, example: '{day+0}' })
  to?: string;
}

export class SummaryQuery {
  @DateOrInstant({ description: `${FROM} Default: 30 days up to \`to\`.`, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: `${TO} Default: today.`, example: '{day+0}' })
  to?: string;
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** How many rows of the service management log, as far as the reader's role sees them. */
export class SummaryDto {
  total: number;

  /** Every category open to the reader. */
  @ApiProperty({ ...COUNTS, example: { governance: 12, configuration: 30 } })
  byCategory: Record<string, number>;

  @ApiProperty({ ...COUNTS, example: { info: 38, warning: 3, critical: 1 } })
  bySeverity: Record<string, number>;

  /** The actions that occur. */
  @ApiProperty({ ...COUNTS, example: { APPROVE_PROMOTION: 2, UPDATE_BUDGET: 1 } })
  byAction: Record<string, number>;

  /** Every date of the period, in BUSINESS_TIMEZONE. */
  @ApiProperty({ ...COUNTS, example: { '2026-01-04': 40, '2026-01-05': 2 } })
  byDay: Record<string, number>;
}

/** A range of a log that is not what its seal says. */
export class BrokenRangeDto {
  @ApiProperty({ enum: ['service_management_log', 'schedule_change_log'] })
  log: string;

  /** The first id of the range. */
  @ApiProperty({ example: '1' })
  fromId: string;

  /** The last id of the range. */
  @ApiProperty({ example: '120' })
  toId: string;
}

export class VerificationDto {
  /** When the newest sealed row was written; null while nothing is sealed. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  sealedThrough: string | null;

  /** Sealed ranges of both logs. */
  @ApiProperty({ type: 'integer' })
  ranges: number;

  intact: boolean;

  @ApiProperty({ type: BrokenRangeDto, nullable: true })
  firstBroken: BrokenRangeDto | null;
}
