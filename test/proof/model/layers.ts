import type { OverrideType } from '../../../src/schedules/overrides/override-types.js';
import { clock, type Day, weekdayOf } from './calendar.js';

/** Hours of one weekday, in minutes. */
export interface Hours {
  start: number;
  end: number;
  break: [number, number] | null;
}

/** Hours by weekday; a weekday without hours is off. */
export type Week = Partial<Record<number, Hours>>;

/** A week from a date on; the last one that covers a date holds. */
export interface WeekPeriod {
  from: Day;
  until: Day | null;
  week: Week;
}

/** An override in the model. */
export interface Rule {
  id: string;
  /** Counts up with each new rule. */
  age: number;
  type: OverrideType;
  /** Null: all stylists. */
  stylist: string | null;
  from: Day;
  to: Day;
  closed: boolean;
  /** Null: whole days. */
  times: [number, number] | null;
  priority: number;
  reason: string | null;
  byStylist: boolean;
  forDay: boolean;
  emergency: boolean;
  /** The month in which a stylist paid for it. */
  paidIn: string | null;
}

/** A date of a stylist, by minutes. */
export interface ModelDay {
  status: string;
  /** One entry for each minute of the day. */
  worked: boolean[];
  break: [number, number] | null;
  winner: Rule | null;
  shadowed: Rule[];
  blocks: Rule[];
}

export const isBlock = (rule: Rule): boolean => rule.closed && rule.times !== null;

const covers = (rule: Rule, day: Day): boolean => rule.from <= day && day <= rule.to;

/** Rules that reach the stylist on the date. */
export function reaching(rules: readonly Rule[], stylist: string, day: Day): Rule[] {
  return rules.filter((rule) => covers(rule, day) && (rule.stylist === null || rule.stylist === stylist));
}

/** The order in which rules win, best first. */
export function ranked(rules: readonly Rule[]): Rule[] {
  const rank = (rule: Rule): number[] => [rule.priority, rule.stylist === null ? 0 : 1, rule.closed ? 1 : 0, rule.age];
  return [...rules].sort((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    const at = a.findIndex((value, index) => value !== b[index]);
    return at === -1 ? 0 : b[at]! - a[at]!;
  });
}

/** The base of a date: the week that is valid then, and its hours on that weekday. */
export function baseOf(periods: readonly WeekPeriod[], day: Day): { week: Week; hours: Hours | undefined } {
  const valid = periods.findLast(({ from, until }) => from <= day && (until === null || day <= until));
  const week = valid?.week ?? {};
  return { week, hours: week[weekdayOf(day)] };
}

/** What a stylist works on a date after all layers. */
export function decide(periods: readonly WeekPeriod[], rules: readonly Rule[], stylist: string, day: Day): ModelDay {
  const { week, hours } = baseOf(periods, day);
  const there = reaching(rules, stylist, day);
  const rivals = ranked(there.filter((rule) => !isBlock(rule)));
  const winner = rivals.find((rule) => hours !== undefined || rule.closed || rule.stylist !== null) ?? null;
  const window: readonly [number, number] | null =
    winner === null ? (hours === undefined ? null : [hours.start, hours.end]) : winner.times;
  const blocks = there
    .filter(isBlock)
    .sort((a, b) => a.times![0] - b.times![0] || a.times![1] - b.times![1] || a.age - b.age);
  const rest = hours?.break ?? null;
  const kept = rest !== null && window !== null && window[0] <= rest[0] && rest[1] <= window[1] ? rest : null;
  const inside = (span: readonly [number, number] | null, minute: number): boolean =>
    span !== null && span[0] <= minute && minute < span[1];
  const open = Array.from(
    { length: 1_440 },
    (_, minute) => inside(window, minute) && !blocks.some(({ times }) => inside(times, minute)),
  );
  const worked = open.map((isOpen, minute) => isOpen && !inside(kept, minute));
  return {
    status: statusOf(window, worked, winner, week),
    worked,
    break: kept,
    winner,
    shadowed: rivals.filter((rule) => rule !== winner),
    blocks,
  };
}

function statusOf(window: unknown, worked: boolean[], winner: Rule | null, week: Week): string {
  if (worked.includes(true)) return 'working';
  if (winner?.closed === true || window !== null) return 'closed';
  return Object.keys(week).length > 0 ? 'day_off' : 'no_schedule';
}

/** The day as the API shows it, without its bookings; lists without an order are sorted. */
export function shown(day: Day, model: ModelDay): Record<string, unknown> {
  const { status, worked, winner, shadowed, blocks } = model;
  const span = ([start, end]: readonly [number, number]) => ({ start: clock(start), end: clock(end) });
  return {
    date: day,
    status,
    windows: spansOf(worked).map(span),
    break: model.break === null ? null : span(model.break),
    source: winner === null ? BASE : { layer: 'override', ...named(winner) },
    shadowed: shadowed.map(named).sort(byId),
    blocks: blocks.map(({ id, times }) => ({ overrideId: id, ...span(times!) })),
  };
}

const BASE = { layer: 'base', overrideId: null, overrideType: null, priority: null, scope: null };

export function named({ id, type, priority, stylist }: Rule) {
  return { overrideId: id, overrideType: type, priority, scope: stylist === null ? 'all' : 'stylist' };
}

/** Lists whose order says nothing are compared in this one. */
export function byId(one: { overrideId: string }, other: { overrideId: string }): number {
  return one.overrideId < other.overrideId ? -1 : 1;
}

function spansOf(worked: readonly boolean[]): [number, number][] {
  const spans: [number, number][] = [];
  worked.forEach((works, minute) => {
    if (!works) return;
    const last = spans.at(-1);
    if (last?.[1] === minute) last[1] = minute + 1;
    else spans.push([minute, minute + 1]);
  });
  return spans;
}
