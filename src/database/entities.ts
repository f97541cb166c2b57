import { ScheduleOverride } from '../schedules/overrides/override.entity.js';

/** The tables that are mapped as classes. */
export const entities: (new () => object)[] = [ScheduleOverride];
