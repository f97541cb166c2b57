import { DEMO, DEMO_DAYS } from '../../examples/ids.js';
import type { Charge } from '../../schedules/budgets/budget.js';
import {
  isOpenType,
  OVERRIDE_TYPES,
  type OverrideType,
  STYLIST_PRIORITY,
} from '../../schedules/overrides/override-types.js';
import { PERSONAS } from '../../examples/personas.js';
import type { AdminEntry, ChangeEntry } from './logs.js';
import type { Row, SalonWriter } from './writer.js';

const { admin, stylist, 'other-stylist': other } = PERSONAS;
const { overrides, exhaustedStylist } = DEMO;
const { dashain, winterHours, vacation, weddingEvening, ownDay } = DEMO_DAYS;

interface Override {
  id: string;
  type: OverrideType;
  /** Null: all stylists. */
  of: string | null;
  by: string;
  days: [from: number, to: number];
  /** Null: whole days. */
  hours: [string, string] | null;
  /** Absent: the default of the type. */
  priority?: number;
  reason: string;
  /** Days ago. */
  made: number;
  /** A day that the stylist set, and its cost. */
  setByStylist?: Exclude<Charge, 'none'>;
}

const OVERRIDES: Override[] = [
  {
    id: overrides.teejClosure,
    type: 'business_closure',
    of: null,
    by: admin,
    days: [-20, -20],
    hours: null,
    reason: 'Teej',
    made: 60,
  },
  {
    id: overrides.dashainClosure,
    type: 'business_closure',
    of: null,
    by: admin,
    days: [dashain.from, dashain.to],
    hours: null,
    reason: 'Dashain',
    made: 30,
  },
  {
    id: overrides.winterHours,
    type: 'seasonal_hours',
    of: null,
    by: PERSONAS['second-admin'],
    days: [winterHours.from, winterHours.to],
    hours: ['10:30', '17:30'],
    reason: 'Winter hours',
    made: 29,
  },
  {
    id: overrides.weddingEvening,
    type: 'special_event',
    of: null,
    by: admin,
    days: [weddingEvening, weddingEvening],
    hours: ['10:00', '21:00'],
    reason: 'Wedding season: open late',
    made: 12,
  },
  {
    id: overrides.vacation,
    type: 'stylist_vacation',
    of: other,
    by: admin,
    days: [vacation.from, vacation.to],
    hours: null,
    reason: 'Visiting family in Pokhara',
    made: 10,
  },
  {
    id: overrides.ownDay,
    type: 'special_event',
    of: stylist,
    by: stylist,
    days: [ownDay, ownDay],
    hours: ['12:00', '18:00'],
    priority: STYLIST_PRIORITY.day,
    reason: 'Course in the morning',
    made: 0,
    setByStylist: 'monthly',
  },
  ...overrides.ownBlocks.map((id, index): Override => {
    const isEmergency = index === overrides.ownBlocks.length - 1;
    return {
      id,
      type: 'stylist_vacation',
      of: exhaustedStylist,
      by: exhaustedStylist,
      days: [index + 6, index + 6],
      hours: ['15:00', '17:00'],
      priority: isEmergency ? STYLIST_PRIORITY.emergency : STYLIST_PRIORITY.day,
      reason: isEmergency ? 'Doctor' : 'Evening classes',
      made: 0,
      setByStylist: isEmergency ? 'emergency' : 'monthly',
    };
  }),
];

/** Fills in closures, hours and time off, and returns their rows of the logs. */
export async function fillOverrides(
  salon: SalonWriter,
  now: string,
): Promise<{ actions: AdminEntry[]; changes: ChangeEntry[] }> {
  const at = (override: Override): string => (override.made === 0 ? now : salon.at(-override.made, '10:15'));
  const rows = OVERRIDES.map((override) => rowOf(override, salon, at(override)));
  await salon.insert('public.schedule_overrides', rows);
  const actions = OVERRIDES.filter(({ setByStylist }) => setByStylist === undefined).map((override): AdminEntry => ({
    at: at(override),
    actor: override.by,
    action: 'CREATE_OVERRIDE',
    targetType: 'schedule_override',
    targetId: override.id,
    details: { oldValues: null, newValues: valuesOf(override, salon), reason: override.reason },
  }));
  const changes = OVERRIDES.flatMap((override): ChangeEntry[] =>
    override.of === null
      ? []
      : [
          {
            at: at(override),
            actor: override.by,
            stylist: override.of,
            day: salon.day(override.days[0]),
            type: override.setByStylist === 'emergency' ? 'emergency_block' : 'availability_override',
            values: valuesOf(override, salon),
            reason: override.reason,
          },
        ],
  );
  return { actions, changes };
}

function rowOf(
  { id, type, of, by, days, hours, priority, reason, setByStylist }: Override,
  salon: SalonWriter,
  at: string,
): Row {
  return {
    id,
    override_type: type,
    applies_to_all_stylists: of === null,
    stylist_user_id: of,
    start_date: salon.day(days[0]),
    end_date: salon.day(days[1]),
    override_start_time: hours?.[0] ?? null,
    override_end_time: hours?.[1] ?? null,
    is_closed: !isOpenType(type),
    priority: priority ?? OVERRIDE_TYPES[type].priority,
    reason,
    created_by: by,
    origin: setByStylist === undefined ? 'admin' : 'stylist',
    set_for_day: setByStylist !== undefined,
    is_emergency: setByStylist === 'emergency',
    charged_to: setByStylist ?? 'none',
    charged_at: setByStylist === undefined ? null : at,
    created_at: at,
    updated_at: at,
  };
}

function valuesOf({ type, of, days, hours, priority }: Override, salon: SalonWriter): Record<string, unknown> {
  return {
    overrideType: type,
    appliesToAllStylists: of === null,
    startDate: salon.day(days[0]),
    endDate: salon.day(days[1]),
    isClosed: !isOpenType(type),
    startTime: hours?.[0] ?? null,
    endTime: hours?.[1] ?? null,
    priority: priority ?? OVERRIDE_TYPES[type].priority,
  };
}
