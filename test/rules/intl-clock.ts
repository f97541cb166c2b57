import { timeOf } from '../../src/calendar/wall-clock.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** What the wall clock of a zone shows at an instant. */
export interface WallTime {
  date: string;
  minutes: number;
  /** `+05:45` */
  offset: string;
}

/** The wall clock by `Intl` alone, slow and without any memory: the tests compare `wall-clock.ts` with it. */
export function wallTimeByIntl(zone: string, instant: number): WallTime {
  const wall = new Date(readingOf(zone, instant));
  const east = Math.trunc((wall.getTime() - instant) / MINUTE);
  return {
    date: wall.toISOString().slice(0, 10),
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
    offset: `${east < 0 ? '-' : '+'}${timeOf(Math.abs(east))}`,
  };
}

/** The instant of a wall time: forward by the gap where it does not exist, the first of two. */
export function instantByIntl(zone: string, date: string, minutes: number): number {
  const wall = Date.parse(date) + minutes * MINUTE;
  const [before, after] = [wall - DAY, wall + DAY].map((instant) => readingOf(zone, instant) - instant) as [
    number,
    number,
  ];
  const possible = [wall - before, wall - after].filter((instant) => readingOf(zone, instant) === wall);
  return possible.length === 0 ? wall - before : Math.min(...possible);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock's reading, as the epoch milliseconds of the same reading in UTC. */
function readingOf(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}
