import { minutesOf } from '../../calendar/wall-clock.js';
import { DEMO, DEMO_DAYS } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { AdminEntry, ChangeEntry } from './logs.js';
import type { SalonWriter } from './writer.js';

const REASON = 'Agreed with the stylist';
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

interface Week {
  stylist: string;
  hours: [string, string];
  rest: [string, string] | null;
  /** The day off, in days from today, so that examples do not depend on today's weekday. */
  off: number;
  from: number;
  until: number | null;
}

const WEEKS: Week[] = [
  { stylist: PERSONAS.stylist, hours: ['10:00', '19:00'], rest: ['13:00', '14:00'], off: 6, from: -90, until: null },
  {
    stylist: PERSONAS['other-stylist'],
    hours: ['09:00', '17:00'],
    rest: ['12:30', '13:00'],
    off: 2,
    from: -150,
    until: DEMO_DAYS.newWeek - 1,
  },
  {
    stylist: PERSONAS['other-stylist'],
    hours: ['12:00', '20:00'],
    rest: ['16:00', '16:30'],
    off: 2,
    from: DEMO_DAYS.newWeek,
    until: null,
  },
  { stylist: DEMO.exhaustedStylist, hours: ['11:00', '20:00'], rest: null, off: 4, from: -150, until: null },
];

/** Fills in the weekly hours, and returns their rows of the logs. The `_utc` columns hold local wall clock too. */
export async function fillWeeks(salon: SalonWriter): Promise<{ actions: AdminEntry[]; changes: ChangeEntry[] }> {
  await salon.insert(
    'public.stylist_schedules',
    WEEKS.flatMap(({ stylist, hours, rest, off, from, until }) =>
      WEEKDAYS.filter((weekday) => weekday !== salon.weekday(off)).map((weekday) => ({
        id: crypto.randomUUID(),
        stylist_user_id: stylist,
        day_of_week: weekday,
        start_time_local: hours[0],
        end_time_local: hours[1],
        start_time_utc: hours[0],
        end_time_utc: hours[1],
        break_start_time_utc: rest?.[0] ?? null,
        break_end_time_utc: rest?.[1] ?? null,
        break_duration_minutes: rest === null ? null : minutesOf(rest[1]) - minutesOf(rest[0]),
        is_active: true,
        effective_from: salon.day(from),
        effective_until: until === null ? null : salon.day(until),
        created_at: madeAt(salon, from),
        updated_at: madeAt(salon, from),
      })),
    ),
  );
  const actions = WEEKS.map((week): AdminEntry => ({
    at: madeAt(salon, week.from),
    actor: PERSONAS.admin,
    action: 'REPLACE_SCHEDULE',
    targetType: 'stylist_schedule',
    targetId: week.stylist,
    details: { oldValues: null, newValues: valuesOf(salon, week), reason: REASON },
  }));
  const changes = WEEKS.map((week): ChangeEntry => ({
    at: madeAt(salon, week.from),
    actor: PERSONAS.admin,
    stylist: week.stylist,
    day: salon.day(week.from),
    type: 'schedule_update',
    values: valuesOf(salon, week),
    reason: REASON,
  }));
  return { actions, changes };
}

function madeAt(salon: SalonWriter, from: number): string {
  return salon.at(Math.min(from, -2), '09:30');
}

function valuesOf(salon: SalonWriter, { hours, rest, off, from, until }: Week): Record<string, unknown> {
  return {
    effectiveFrom: salon.day(from),
    effectiveUntil: until === null ? null : salon.day(until),
    days: WEEKDAYS.filter((weekday) => weekday !== salon.weekday(off)).map((dayOfWeek) => ({
      dayOfWeek,
      startTime: hours[0],
      endTime: hours[1],
      ...(rest === null ? {} : { breakStart: rest[0], breakEnd: rest[1] }),
    })),
  };
}
