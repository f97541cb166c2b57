import { MyPromotion, Promotion } from '../promotions/promotion.entity.js';
import { ScheduleOverride } from '../schedules/overrides/override.entity.js';

/** The tables and views that are mapped as classes. */
export const entities: (new () => object)[] = [MyPromotion, Promotion, ScheduleOverride];
