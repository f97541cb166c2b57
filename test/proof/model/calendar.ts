/** Dates and clocks of the model. They share no code with the service: Intl and arithmetic on days. */

/** `YYYY-MM-DD`, later dates compare as greater. */
export type Day = string;

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hourCycle: 'h23', ...digits });
  FORMATS.set(zone, format);
  return format;
}

/** The date on the wall of a zone. */
export function dayAt(zone: string, instant: number): Day {
  return formatOf(zone).format(instant).slice(0, 10);
}

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The days from one to another, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day);
  return days;
}

/** 0 = Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(day).getUTCDay();
}

/** `2026-11` of a date. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

/** The first instant at which the wall of the zone shows this day and minute. */
export function instantAt(zone: string, day: Day, minute: number): number {
  const wall = `${day} ${clock(minute)}`;
  return firstWhere(Date.parse(day) - 86_400_000, (instant) => formatOf(zone).format(instant) >= wall);
}

/** The next midnight that begins a month in the zone. */
export function nextTurn(zone: string, now: number): number {
  const month = monthOf(dayAt(zone, now));
  return firstWhere(now, (instant) => monthOf(dayAt(zone, instant)) > month);
}

/** The first minute from an instant on, within 40 days, at which a condition holds that then stays. */
function firstWhere(from: number, holds: (instant: number) => boolean): number {
  let [low, high] = [Math.floor(from / 60_000), Math.floor(from / 60_000) + 40 * 1_440];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle * 60_000)) high = middle;
    else low = middle + 1;
  }
  return low * 60_000;
}

/** `09:30` of a minute of the day; `24:00` is its end. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
