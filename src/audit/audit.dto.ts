import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { DateOrInstant, Id, OneOf, QueryFlag } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { PageOf } from '../http/page.dto.js';
import {
  ACTION_NAMES,
  type Action,
  CATEGORIES,
  type Category,
  CHANGE_TYPES,
  type ChangeType,
  SEVERITIES,
  type Severity,
  TARGET_TYPES,
  type TargetType,
} from './record.js';
import { words } from '../http/words.js';

const FROM = 'The first date, of BUSINESS_TIMEZONE, or the first instant.';
const TO = 'The last date, which is included, or an instant, which is excluded.';
const CONTACT = 'Null for admins.';
const ROWS_SEEN = 'The number of rows that match the filters and that the caller may see.';

/** A row of the service management log. */
export class ServiceLogRowDto {
  @ApiProperty({ example: '1' })
  id: string;

  /** Null when the service itself acted. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.admin })
  actorId: string | null;

  /** Null once the account is gone. */
  @ApiProperty({ type: String, nullable: true })
  actorName: string | null;

  @ApiProperty({ type: String, nullable: true, description: CONTACT })
  actorEmail: string | null;

  @ApiProperty({ enum: ACTION_NAMES })
  action: Action;

  /** The target of a change to a budget or a base schedule is the stylist. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: DEMO.promotions.revoked })
  targetId: string | null;

  @ApiProperty({ type: String, enum: TARGET_TYPES, nullable: true })
  targetType: TargetType | null;

  @ApiProperty({ enum: SEVERITIES })
  severity: Severity;

  @ApiProperty({ enum: CATEGORIES })
  category: Category;

  /** Old and new values and reasons; of a refusal, its code, method and route. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  details: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true, description: CONTACT, example: '192.0.2.10' })
  ipAddress: string | null;

  @ApiProperty({ type: String, nullable: true, description: CONTACT })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: [String], example: [], description: 'The names of the fields that the caller may not see.' })
  redacted: string[];
}

export class ServiceLogPageDto extends PageOf(ServiceLogRowDto, ROWS_SEEN) {}

class ScheduleChange {
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
  changeType: ChangeType;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  oldValues: Record<string, unknown> | null;

  /** Null when the change cancels something. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  newValues: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  isEmergency: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.stylist })
  actorId: string | null;
}

/** A row of the schedule change log. */
export class ScheduleChangeDto extends IntersectionType(
  ScheduleChange,
  PickType(ServiceLogRowDto, ['actorName', 'ipAddress', 'userAgent', 'requestId', 'createdAt', 'redacted']),
) {}

export class ScheduleChangePageDto extends PageOf(ScheduleChangeDto, ROWS_SEEN) {}

/** The filters of the service management log. */
export class ServiceLogFilter {
  @OneOf(CATEGORIES, { optional: true, example: 'governance' })
  category?: Category;

  @OneOf(SEVERITIES, { optional: true, example: 'critical' })
  severity?: Severity;

  @OneOf(ACTION_NAMES, { optional: true, example: 'REVOKE_PROMOTION' })
  action?: Action;

  @Id({ optional: true, description: 'The user who acted.', example: PERSONAS.admin })
  actorId?: string;

  @OneOf(TARGET_TYPES, { optional: true, example: 'stylist_promotion' })
  targetType?: TargetType;

  @Id({
    optional: true,
    description: 'The promotion, override or stylist that the action changed.',
    example: DEMO.promotions.revoked,
  })
  targetId?: string;

  @DateOrInstant({ description: FROM, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: TO, example: '{day+0}' })
  to?: string;
}

export class ServiceLogQuery extends IntersectionType(ServiceLogFilter, PageQuery) {}

const EXPORT_FORMATS = words('ExportFormat', ['csv', 'ndjson']);
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ServiceLogExportQuery extends ServiceLogFilter {
  @OneOf(EXPORT_FORMATS, { example: 'csv' })
  format: ExportFormat;
}

export class ScheduleChangesQuery extends PageQuery {
  @Id({ optional: true, description: 'The stylist whose schedule changed.', example: PERSONAS.stylist })
  stylistId?: string;

  @OneOf(CHANGE_TYPES, { optional: true, example: 'availability_override' })
  changeType?: ChangeType;

  @QueryFlag({ example: false })
  isEmergency?: boolean;

  @Id({ optional: true, description: 'The user who acted.', example: PERSONAS.stylist })
  actorId?: string;

  @DateOrInstant({ description: FROM, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: TO, example: '{day+0}' })
  to?: string;
}

export class SummaryQuery {
  @DateOrInstant({ description: `${FROM} By default 30 days before the end.`, example: '{day-200}' })
  from?: string;

  @DateOrInstant({ description: `${TO} By default today.`, example: '{day+0}' })
  to?: string;
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** Numbers of rows of the service management log that the caller may see. */
export class SummaryDto {
  total: number;

  /** Every category that is open to the caller, also without rows. */
  @ApiProperty({ ...COUNTS, example: { governance: 12, configuration: 30 } })
  byCategory: Record<string, number>;

  @ApiProperty({ ...COUNTS, example: { info: 38, warning: 3, critical: 1 } })
  bySeverity: Record<string, number>;

  /** Only actions that have rows. */
  @ApiProperty({ ...COUNTS, example: { APPROVE_PROMOTION: 2, UPDATE_BUDGET: 1 } })
  byAction: Record<string, number>;

  /** Every date of the period in BUSINESS_TIMEZONE, also without rows. */
  @ApiProperty({ ...COUNTS, example: { '2026-01-04': 40, '2026-01-05': 2 } })
  byDay: Record<string, number>;
}
