import { AuditSeal, ScheduleChange, ServiceLogEntry } from '../audit/log.entities.js';
import { OwnPromotion, Promotion } from '../promotions/promotion.entity.js';
import { ScheduleOverride } from '../schedules/overrides/override.entity.js';

/** The tables and views that are mapped as classes. */
export const entities: (new () => object)[] = [
  AuditSeal,
  OwnPromotion,
  Promotion,
  ScheduleChange,
  ScheduleOverride,
  ServiceLogEntry,
];
