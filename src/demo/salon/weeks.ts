import { minutesOf } from '../../calendar/wall-clock.js';
import { DEMO, DEMO_DAYS } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { WeekVersion } from '../../schedules/weeks/week-versions.js';
import type { AdminEntry, ChangeEntry } from './logs.js';
import type { Row, SalonWriter } from './writer.js';

const { newWeek } = DEMO_DAYS;
const { stylist, 'other-stylist': other } = PERSONAS;

interface Week {
  of: string;
  hours: [string, string];
  rest: [string, string] | [null, null];
  /** The day off, in days from today, so that examples do not depend on today's weekday. */
  off: number;
  from: number;
  until: number | null;
}

const WEEKS: Week[] = [
  { of: stylist, hours: ['10:00', '19:00'], rest: ['13:00', '14:00'], off: 6, from: -90, until: null },
  { of: other, hours: ['09:00', '17:00'], rest: ['12:30', '13:00'], off: 2, from: -150, until: newWeek - 1 },
  { of: other, hours: ['12:00', '20:00'], rest: ['16:00', '16:30'], off: 2, from: newWeek, until: null },
  { of: DEMO.exhaustedStylist, hours: ['11:00', '20:00'], rest: [null, null], off: 4, from: -150, until: null },
  { of: DEMO.pausedStylist, hours: ['10:00', '18:00'], rest: [null, null], off: 3, from: -150, until: null },
];

/** Fills in the weekly hours, and returns their rows of the logs. */
export async function fillWeeks(salon: SalonWriter): Promise<{ actions: AdminEntry[]; changes: ChangeEntry[] }> {
  const actions: AdminEntry[] = [];
  const changes: ChangeEntry[] = [];
  for (const week of WEEKS) {
    const version = versionOf(week, salon);
    const entry = { at: salon.at(Math.min(week.from, -2), '09:30'), actor: PERSONAS.admin };
    await salon.insert('public.stylist_schedules', rowsOf(version), {
      stylist_user_id: week.of,
      is_active: true,
      ...salon.made(entry.at),
    });
    const reason = 'Agreed with the stylist';
    const target = { targetType: 'stylist_schedule', targetId: week.of } as const;
    const details = { oldValues: null, newValues: version, reason };
    actions.push({ ...entry, action: 'REPLACE_SCHEDULE', ...target, details });
    const day = salon.day(week.from);
    changes.push({ ...entry, stylist: week.of, day, type: 'schedule_update', values: version, reason });
  }
  return { actions, changes };
}

function versionOf({ hours, rest, off, from, until }: Week, salon: SalonWriter): WeekVersion {
  const worked = [0, 1, 2, 3, 4, 5, 6].filter((weekday) => weekday !== salon.weekday(off));
  const [[startTime, endTime], [breakStart, breakEnd]] = [hours, rest];
  return {
    effectiveFrom: salon.day(from),
    effectiveUntil: until === null ? null : salon.day(until),
    days: worked.map((dayOfWeek) => ({ dayOfWeek, startTime, endTime, breakStart, breakEnd })),
  };
}

/** The `_utc` columns hold local wall clock too. */
function rowsOf({ effectiveFrom, effectiveUntil, days }: WeekVersion): Row[] {
  return days.map(({ dayOfWeek, startTime, endTime, breakStart, breakEnd }) => ({
    id: crypto.randomUUID(),
    day_of_week: dayOfWeek,
    start_time_local: startTime,
    end_time_local: endTime,
    start_time_utc: startTime,
    end_time_utc: endTime,
    break_start_time_utc: breakStart,
    break_end_time_utc: breakEnd,
    break_duration_minutes:
      breakStart === null || breakEnd === null ? null : minutesOf(breakEnd) - minutesOf(breakStart),
    effective_from: effectiveFrom,
    effective_until: effectiveUntil,
  }));
}
