import { contains, type Interval, subtract } from '../calendar/intervals.js';
import { type LocalDate, minutesOf, weekdayOf } from '../calendar/wall-clock.js';
import { type OverrideType, type Scope, scopeOf } from './overrides/override-types.js';
import { words } from '../http/words.js';

/** A row of the weekly schedule: one window on one weekday, valid between two dates, both included (null: open). */
export interface WeekDay {
  /** 0 = Sunday … 6 = Saturday. */
  dayOfWeek: number;
  /** `HH:MM` in the stylist's zone. */
  startTime: string;
  endTime: string;
  breakStart: string | null;
  breakEnd: string | null;
  effectiveFrom: LocalDate | null;
  effectiveUntil: LocalDate | null;
}

/** The part of a row of `schedule_overrides` that the layers need, in the API's terms. */
export interface OverrideLayer {
  id: string;
  overrideType: OverrideType;
  /** Exactly one of all stylists, one branch and one stylist. */
  appliesToAllStylists: boolean;
  branchId: string | null;
  stylistUserId: string | null;
  startDate: LocalDate;
  endDate: LocalDate;
  isClosed: boolean;
  /** `HH:MM`, or null for a closure. */
  startTime: string | null;
  endTime: string | null;
  priority: number;
  /** UTC text of one format, `YYYY-MM-DDTHH:MM:SS.ffffffZ`: it is compared as text, so that microseconds count. */
  createdAt: string;
}

/** The `createdAt` of an override that is not written yet (previews): newer than all others. */
export const NOT_WRITTEN_YET = '9999-12-31T23:59:59.999999Z';

/** Id and age of an override that is not written yet: of several the later one counts as newer. */
export function unwritten(index: number): Pick<OverrideLayer, 'id' | 'createdAt'> {
  return { id: String(index).padStart(3, '0'), createdAt: NOT_WRITTEN_YET };
}

/** Whether the id is of an override that is not written yet. */
export function isUnwritten(id: string): boolean {
  return /^\d{3}$/.test(id);
}

/**
 * The rows that decide a stylist's dates, in any order. Rows that do not reach the stylist or the date have no effect.
 */
export interface Schedule {
  stylistUserId: string;
  /** The present one, for all dates; null: none. */
  branchId: string | null;
  week: readonly WeekDay[];
  overrides: readonly OverrideLayer[];
}

export const DAY_STATUSES = words('EffectiveDayStatus', ['working', 'closed', 'day_off', 'no_schedule']);
export type DayStatus = (typeof DAY_STATUSES)[number];
export type Outcome = 'won' | 'shadowed' | 'subtracted' | 'base';

/** An override as the answers name it. */
export interface OverrideName {
  overrideId: string;
  overrideType: OverrideType;
  priority: number;
  scope: Scope;
}

/** The base schedule has no name. */
type NoName = Record<keyof OverrideName, null>;

export type Source = ({ layer: 'override' } & OverrideName) | ({ layer: 'base' } & NoName);

/** One layer and its outcome. Times in minutes of the local day. */
export type Layer = (OverrideName | NoName) & {
  isClosed: boolean;
  start: number | null;
  end: number | null;
  outcome: Outcome;
};

/** A date of a stylist after every layer. Times in minutes of the local day, half open, 24:00 = 1440. */
export interface ResolvedDay {
  date: LocalDate;
  status: DayStatus;
  /** The window with blocks and break; the slots' grid starts with it. Null on a closed day and on a day off. */
  window: Interval | null;
  /** The working windows, without blocks and break. */
  windows: Interval[];
  break: Interval | null;
  source: Source;
  shadowed: OverrideName[];
  blocks: ({ overrideId: string } & Interval)[];
  layers: Layer[];
}

const BASE: Source = { layer: 'base', overrideId: null, overrideType: null, priority: null, scope: null };

/**
 * Resolves a date of a stylist: base week, hours, blocks (docs/rules.md "Layers"). Each date is decided alone. This is
 * the only implementation; the effective schedule and the slots both use it.
 */
export function resolveDay(schedule: Schedule, date: LocalDate): ResolvedDay {
  const week = schedule.week.filter((row) => isValidOn(row, date));
  const base = baseOf(week, weekdayOf(date));
  const covering = schedule.overrides.filter((override) => covers(override, date) && reaches(override, schedule));
  const blocks = covering.filter(isBlock).sort(byStart);
  const hours = covering.filter((override) => !isBlock(override)).sort(byPrecedence);

  const winner = hours.find((override) => base !== undefined || !isSharedHours(override));
  const shadowed = hours.filter((override) => override !== winner);
  const window = winner === undefined ? base?.window : windowOf(winner);
  const kept = base?.break !== undefined && window !== undefined && contains(window, base.break) ? base.break : null;
  const blocked = blocks.map(blockOf);
  const windows = window === undefined ? [] : subtract([window], kept === null ? blocked : [...blocked, kept]);

  return {
    date,
    status: statusOf(windows, winner !== undefined || window !== undefined, week.length > 0),
    window: window ?? null,
    windows,
    break: kept,
    source: winner === undefined ? BASE : { layer: 'override', ...nameOf(winner) },
    shadowed: shadowed.map(nameOf),
    blocks: blocked,
    layers: [
      baseLayer(base?.window),
      ...hours.map((override) => layerOf(override, override === winner ? 'won' : 'shadowed')),
      ...blocks.map((block) => layerOf(block, 'subtracted')),
    ],
  };
}

function statusOf(windows: readonly Interval[], isDecided: boolean, hasWeek: boolean): DayStatus {
  if (windows.length > 0) return 'working';
  if (isDecided) return 'closed';
  return hasWeek ? 'day_off' : 'no_schedule';
}

function isValidOn(row: WeekDay, date: LocalDate): boolean {
  return (
    (row.effectiveFrom === null || row.effectiveFrom <= date) &&
    (row.effectiveUntil === null || date <= row.effectiveUntil)
  );
}

function baseOf(week: readonly WeekDay[], weekday: number): { window: Interval; break?: Interval } | undefined {
  const row = week.find((candidate) => candidate.dayOfWeek === weekday);
  if (row === undefined) return undefined;
  const window = { start: minutesOf(row.startTime), end: minutesOf(row.endTime) };
  if (row.breakStart === null || row.breakEnd === null) return { window };
  const pause = { start: minutesOf(row.breakStart), end: minutesOf(row.breakEnd) };
  return pause.start < pause.end ? { window, break: pause } : { window };
}

export function covers(override: OverrideLayer, date: LocalDate): boolean {
  return override.startDate <= date && date <= override.endDate;
}

/** The part of an override that says whom it reaches. */
export type Target = Pick<OverrideLayer, 'appliesToAllStylists' | 'branchId' | 'stylistUserId'>;

/** Whether an override is for the stylist: for all, for the stylist's branch, or for the stylist alone. */
export function reaches(
  target: Target,
  { stylistUserId, branchId }: Pick<Schedule, 'stylistUserId' | 'branchId'>,
): boolean {
  if (target.appliesToAllStylists) return true;
  return target.branchId === null ? target.stylistUserId === stylistUserId : target.branchId === branchId;
}

/** A closed override for a part of the day. It is subtracted, and never competes with hours and closures. */
export function isBlock(override: OverrideLayer): boolean {
  return override.isClosed && override.startTime !== null;
}

/** Hours of a branch or of the business put nobody to work on a day off. */
function isSharedHours(override: OverrideLayer): boolean {
  return !override.isClosed && override.stylistUserId === null;
}

function windowOf(override: OverrideLayer): Interval | undefined {
  return override.isClosed ? undefined : intervalOf(override);
}

function intervalOf(override: OverrideLayer): Interval {
  return { start: minutesOf(override.startTime ?? '00:00'), end: minutesOf(override.endTime ?? '24:00') };
}

function blockOf(override: OverrideLayer): { overrideId: string } & Interval {
  const { start, end } = intervalOf(override);
  return { overrideId: override.id, start, end };
}

/** Whether `a` wins over `b` on a date that both cover (docs/rules.md "Layers"). */
export function precedes(a: OverrideLayer, b: OverrideLayer): boolean {
  return byPrecedence(a, b) < 0;
}

/** The winner first: higher priority, narrower scope, closed over open, newer, larger id. */
function byPrecedence(a: OverrideLayer, b: OverrideLayer): number {
  return (
    b.priority - a.priority ||
    NARROWEST.indexOf(scopeOf(a)) - NARROWEST.indexOf(scopeOf(b)) ||
    Number(b.isClosed) - Number(a.isClosed) ||
    descending(a.createdAt, b.createdAt) ||
    descending(a.id, b.id)
  );
}

/** A block that is not written yet is the newest, so that a preview has the order of the result. */
function byStart(a: OverrideLayer, b: OverrideLayer): number {
  return (
    intervalOf(a).start - intervalOf(b).start ||
    intervalOf(a).end - intervalOf(b).end ||
    descending(b.createdAt, a.createdAt) ||
    descending(b.id, a.id)
  );
}

function descending(a: string, b: string): number {
  if (a === b) return 0;
  return a > b ? -1 : 1;
}

export function nameOf(override: OverrideLayer): OverrideName {
  const { id: overrideId, overrideType, priority } = override;
  return { overrideId, overrideType, priority, scope: scopeOf(override) };
}

/** At the same priority one stylist's wins over a branch's, and that over one for all. */
const NARROWEST: readonly Scope[] = ['stylist', 'branch', 'all'];

/** Written field by field, like {@link baseLayer}: with object spreads a computed day takes 1.8 times as long. */
function layerOf(override: OverrideLayer, outcome: Outcome): Layer {
  const { overrideId, overrideType, priority, scope } = nameOf(override);
  return {
    overrideId,
    overrideType,
    priority,
    scope,
    isClosed: override.isClosed,
    start: override.startTime === null ? null : minutesOf(override.startTime),
    end: override.endTime === null ? null : minutesOf(override.endTime),
    outcome,
  };
}

function baseLayer(window: Interval | undefined): Layer {
  const { start = null, end = null } = window ?? {};
  return {
    overrideId: null,
    overrideType: null,
    priority: null,
    scope: null,
    isClosed: window === undefined,
    start,
    end,
    outcome: 'base',
  };
}
