import { DEMO, DEMO_DAYS as DAYS } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { Charge } from '../../schedules/budgets/budget.js';
import {
  isOpenType,
  OVERRIDE_TYPES,
  type OverrideType,
  STYLIST_PRIORITY,
} from '../../schedules/overrides/override-types.js';
import type { AdminEntry, ChangeEntry } from './logs.js';
import type { Row, SalonWriter } from './writer.js';

const { admin, 'second-admin': secondAdmin, stylist, 'other-stylist': other } = PERSONAS;
const { branches, overrides: ids } = DEMO;

/** In days from today. */
interface Days {
  from: number;
  to: number;
}

const on = (day: number): Days => ({ from: day, to: day });

/** `of` null: all stylists; a branch or a stylist. `hours` null: whole days. `ago`: made so many days ago, by `by`. */
type Override = [
  id: string,
  type: OverrideType,
  of: string | null,
  by: string,
  days: Days,
  hours: [string, string] | null,
  reason: string,
  ago: number,
  /** A day that the stylist set, and its cost. */
  cost?: Exclude<Charge, 'none'>,
];

const OVERRIDES: Override[] = [
  [ids.teejClosure, 'business_closure', null, admin, on(-20), null, 'Teej', 60],
  [ids.dashainClosure, 'business_closure', null, admin, DAYS.dashain, null, 'Dashain', 30],
  [ids.winterHours, 'seasonal_hours', null, secondAdmin, DAYS.winterHours, ['10:30', '17:30'], 'Winter hours', 29],
  [ids.thamelClosure, 'business_closure', branches.thamel, admin, DAYS.thamelClosure, null, 'New floor', 14],
  [ids.weddingEvening, 'special_event', null, admin, on(DAYS.weddingEvening), ['10:00', '21:00'], 'Open late', 12],
  [ids.vacation, 'stylist_vacation', other, admin, DAYS.vacation, null, 'Visiting family in Pokhara', 10],
  [ids.ownDay, 'special_event', stylist, stylist, on(DAYS.ownDay), ['12:00', '18:00'], 'Morning course', 0, 'monthly'],
  [
    ids.ownEvening,
    'stylist_vacation',
    stylist,
    stylist,
    on(DAYS.ownEvening),
    ['17:00', '19:00'],
    'Dentist',
    0,
    'monthly',
  ],
  ...ids.ownBlocks.map((id, index): Override => {
    const [reason, cost] = index < 2 ? (['Evening classes', 'monthly'] as const) : (['Doctor', 'emergency'] as const);
    const by = DEMO.exhaustedStylist;
    return [id, 'stylist_vacation', by, by, on(index + 6), ['15:00', '17:00'], reason, 0, cost];
  }),
];

/** Fills in closures, hours and time off, and returns their rows of the logs. */
export async function fillOverrides(
  salon: SalonWriter,
  now: string,
): Promise<{ actions: AdminEntry[]; changes: ChangeEntry[] }> {
  const rows: Row[] = [];
  const actions: AdminEntry[] = [];
  const changes: ChangeEntry[] = [];
  const isBranch = (of: string): boolean => Object.values<string>(branches).includes(of);
  for (const [id, overrideType, of, actor, days, hours, reason, ago, cost] of OVERRIDES) {
    const at = ago === 0 ? now : salon.at(-ago, '10:15');
    const isEmergency = cost === 'emergency';
    const [startTime, endTime] = hours ?? [null, null];
    const ownPriority = STYLIST_PRIORITY[isEmergency ? 'emergency' : 'day'];
    const branchId = of !== null && isBranch(of) ? of : null;
    const stylistUserId = branchId === null ? of : null;
    const values = {
      overrideType,
      appliesToAllStylists: of === null,
      branchId,
      startDate: salon.day(days.from),
      endDate: salon.day(days.to),
      isClosed: !isOpenType(overrideType),
      startTime,
      endTime,
      priority: cost === undefined ? OVERRIDE_TYPES[overrideType].priority : ownPriority,
    };
    rows.push({
      id,
      override_type: overrideType,
      applies_to_all_stylists: values.appliesToAllStylists,
      branch_id: branchId,
      stylist_user_id: stylistUserId,
      start_date: values.startDate,
      end_date: values.endDate,
      override_start_time: startTime,
      override_end_time: endTime,
      is_closed: values.isClosed,
      priority: values.priority,
      reason,
      created_by: actor,
      origin: cost === undefined ? 'admin' : 'stylist',
      set_for_day: cost !== undefined,
      is_emergency: isEmergency,
      charged_to: cost ?? 'none',
      charged_at: cost === undefined ? null : at,
      ...salon.made(at),
    });
    if (cost === undefined) {
      const details = { oldValues: null, newValues: values, reason };
      actions.push({ at, actor, action: 'CREATE_OVERRIDE', targetType: 'schedule_override', targetId: id, details });
    }
    if (stylistUserId !== null) {
      const type = isEmergency ? 'emergency_block' : 'availability_override';
      changes.push({ at, actor, stylist: stylistUserId, day: values.startDate, type, values, reason });
    }
  }
  await salon.insert('public.schedule_overrides', rows);
  return { actions, changes };
}
