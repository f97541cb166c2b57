/**
 * Another computation of conflicts than the service's: it looks at every minute of a booking. Only for zones whose clocks
 * never change.
 */
export interface ModelWeekDay {
  dayOfWeek: number;
  startTime: string;
  endTime: string;
  breakStart: string | null;
  breakEnd: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
}

export interface ModelOverride {
  id: string;
  overrideType: string;
  /** Whom it reaches. */
  scope: 'all' | 'branch' | 'stylist';
  startDate: string;
  endDate: string;
  isClosed: boolean;
  startTime: string | null;
  endTime: string | null;
  priority: number;
  createdAt: string;
}

/** A stylist with the overrides that reach them. */
export interface ModelStylist {
  isActive: boolean;
  /** Minutes that the wall clock is ahead of UTC. */
  offset: number;
  week: ModelWeekDay[];
  overrides: ModelOverride[];
}

export interface ModelCause {
  layer: string;
  overrideId: string | null;
  overrideType: string | null;
}

const MINUTE = 60_000;
const DAY = 1_440;
const SCOPES = ['all', 'branch', 'stylist'];

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
}

/** The cause of a booking's conflict; null: it fits. */
export function modelCause(stylist: ModelStylist, start: number, end: number): ModelCause | null {
  if (!stylist.isActive) return { layer: 'inactive', overrideId: null, overrideType: null };
  const byDate = new Map<string, number[]>();
  for (let at = start; at < end; at += MINUTE) {
    const local = at / MINUTE + stylist.offset;
    const date = new Date(Math.floor(local / DAY) * DAY * MINUTE).toISOString().slice(0, 10);
    const booked = byDate.get(date) ?? [];
    booked.push(local - Math.floor(local / DAY) * DAY);
    byDate.set(date, booked);
  }
  const days = [...byDate].map(([date, booked]) => ({ ...dayOf(stylist, date), booked }));
  if (days.every(({ works, booked }) => booked.every(works))) return null;
  for (const { blocks, booked } of days) {
    const block = blocks.find((one) => booked.some((minute) => isWithin(one, minute)));
    if (block !== undefined) return causeBy(block);
  }
  const decided = days.find(({ works, booked, winner }) => winner !== undefined && !booked.every(works));
  return decided?.winner === undefined
    ? { layer: 'base', overrideId: null, overrideType: null }
    : causeBy(decided.winner);
}

function causeBy({ id, overrideType }: ModelOverride): ModelCause {
  return { layer: 'override', overrideId: id, overrideType };
}

function isWithin(one: { startTime: string | null; endTime: string | null }, minute: number): boolean {
  return minute >= minutes(one.startTime ?? '00:00') && minute < minutes(one.endTime ?? '24:00');
}

function dayOf({ week, overrides }: ModelStylist, date: string) {
  const weekday = new Date(date).getUTCDay();
  const base = week.find(
    (row) =>
      row.dayOfWeek === weekday && (row.effectiveFrom ?? '') <= date && (row.effectiveUntil ?? '9999-12-31') >= date,
  );
  const covering = overrides.filter(({ startDate, endDate }) => startDate <= date && endDate >= date);
  const blocks = covering.filter((one) => one.isClosed && one.startTime !== null);
  blocks.sort((a, b) =>
    compare([a.startTime, a.endTime, a.createdAt, a.id], [b.startTime, b.endTime, b.createdAt, b.id]),
  );
  let winner: ModelOverride | undefined;
  for (const one of covering) {
    if (blocks.includes(one) || (base === undefined && !one.isClosed && one.scope !== 'stylist')) continue;
    if (winner === undefined || compare(rank(one), rank(winner)) > 0) winner = one;
  }
  const window = winner === undefined ? base : winner.isClosed ? undefined : winner;
  const pause = base !== undefined && base.breakStart !== null && base.breakEnd !== null ? base : undefined;
  const isPauseKept =
    pause !== undefined &&
    window !== undefined &&
    minutes(window.startTime ?? '') <= minutes(pause.breakStart ?? '') &&
    minutes(pause.breakEnd ?? '') <= minutes(window.endTime ?? '');
  const works = (minute: number): boolean =>
    window !== undefined &&
    isWithin(window, minute) &&
    !blocks.some((block) => isWithin(block, minute)) &&
    !(isPauseKept && isWithin({ startTime: pause.breakStart, endTime: pause.breakEnd }, minute));
  return { blocks, winner, works };
}

function rank(one: ModelOverride): (number | string)[] {
  return [one.priority, SCOPES.indexOf(one.scope), Number(one.isClosed), one.createdAt, one.id];
}

function compare(a: readonly (number | string | null)[], b: readonly (number | string | null)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}
