import type { Closure } from './closure.js';
import type { CpuTimes } from './cpu.js';
import type { Dearest } from './dearest.js';
import type { Idle } from './idle.js';
import type { InsertTimes } from './inserts.js';
import type { Memory } from './memory.js';
import type { Behind, Distance } from './network.js';
import type { Throughput } from './rounds.js';

export interface Results {
  at: string;
  /** `loadBefore`: how many processes wanted to run already; more than the cores, and the figures are theirs too. */
  machine: { cpu: string; cores: number; node: string; loadBefore: number };
  bookings: { small: number; large: number; seededInSeconds: number[] };
  throughput: Throughput;
  /** Empty where the system does not tell the CPU time of processes. */
  cpu: CpuTimes[];
  idle: Idle;
  pure: { pureDayMs: number; pureMonthMs: number };
  insert: InsertTimes;
  insertInMemory: InsertTimes;
  insertLarge: InsertTimes;
  memory: Memory;
  distance: Distance[];
  behind: Behind;
  /** Null where the system does not tell the CPU time of processes. */
  dearest: Dearest | null;
  closure: Closure;
}

/** A ratio, and what it must be. */
export interface Ratio {
  what: string;
  is: number;
  must: string;
  isReached: boolean;
}

/** Everything that is promised, as ratios within the run. What a warm day costs is CPU time: requests a second follow the machine. */
export function ratiosOf({ throughput, cpu, idle, pure, ...rest }: Results): Ratio[] {
  const at = (connections: number) => throughput.day.find((one) => one.connections === connections);
  const [sixteen, sixtyFour] = [at(16), at(64)];
  const off = (day?: Throughput['day'][number]): number => (day?.warmOff ?? 0) / (day?.bare ?? 0);
  const heap = rest.memory.heapMegabytes;
  const half = Math.floor(heap.length / 2);
  return [
    atLeast(
      'warm day without the layer in the process / bare, requests a second, the lesser of 16 and 64 connections',
      Math.min(off(sixteen), off(sixtyFour)),
      0.7,
    ),
    ...cpuRatiosOf(cpu),
    atLeast('warm month view / bare, requests a second', throughput.month.view / throughput.month.bare, 0.5),
    atMost('cold month / bare, time of one request when idle', idle.coldMonth / idle.bare, 12),
    atMost('cold day, the second size / the first', idle.coldDayLarge / idle.coldDay, 1.3),
    atMost('pure 30 days, milliseconds', pure.pureMonthMs, 0.5),
    atMost('booking with triggers / without', rest.insert.withTriggers / rest.insert.withoutTriggers, 1.2),
    ...badDayRatiosOf(rest),
    atMost(
      'memory of the layer in the process, second half of random keys / first',
      mean(heap.slice(half)) / mean(heap.slice(0, half)),
      1.2,
    ),
  ];
}

/** The most CPU time that a warm day may cost, in units of the bare lookup's, by the number of connections. */
const MOST_CPU: Record<number, number> = { 16: 0.7, 64: 0.45 };

function cpuRatiosOf(cpu: readonly CpuTimes[]): Ratio[] {
  return cpu.map(({ connections, ratio }) =>
    atMost(
      `warm day / bare, CPU time of Node and PostgreSQL at ${connections} connections`,
      ratio,
      MOST_CPU[connections] ?? 1,
    ),
  );
}

type BadDay = Pick<Results, 'distance' | 'behind' | 'dearest' | 'memory' | 'closure'>;

/** What a bad day does: distance, forgotten transactions, bulk changes, much memory, dear calls. */
function badDayRatiosOf({ distance = [], behind, dearest, memory, closure }: Partial<BadDay>): Ratio[] {
  return [
    ...distance.map(({ roundTrip, warm, bare }) =>
      atMost(`warm day / bare, median with a round trip of ${roundTrip} ms`, warm / bare, 1.2),
    ),
    ...(behind === undefined
      ? []
      : [atMost('validation behind 100,000 changes and an open transaction / idle', behind.behind / behind.idle, 2)]),
    ...(dearest === undefined || dearest === null
      ? []
      : [
          atMost(`dearest anonymous call, ms of CPU in Node (${dearest.call})`, dearest.node, 100),
          atMost('the same in PostgreSQL', dearest.postgres, 100),
        ]),
    ...(memory === undefined
      ? []
      : [
          atMost('longest stop in ms at 1,000 changes and 50,000 days', memory.longestStop, 50),
          ...memory.heapAtLimits.map(({ grid, megabytes }) =>
            atMost(`heap in MB at default limits with a grid of ${grid} minutes`, megabytes, 256),
          ),
        ]),
    ...(closure === undefined
      ? []
      : [
          atMost(`closure for everybody, ${closure.bookings} bookings, seconds to preview`, closure.preview, 5),
          atMost('the same, seconds to write', closure.write, 5),
        ]),
  ];
}

/** Some of that alone. */
export function printBadDay(measured: Partial<BadDay>): void {
  console.table(badDayRatiosOf(measured));
  console.log(JSON.stringify(measured));
}

function cpuRows(cpu: readonly CpuTimes[]): object[] {
  const row = (what: string, microseconds: number): object => ({ what, is: rounded(microseconds), unit: 'µs of CPU' });
  return cpu.flatMap(({ connections, warm, nothing, bare }) => [
    row(`Node, a warm day at ${connections} connections`, warm.node),
    row('    an answer that reads nothing', nothing.node),
    row('    bare lookup', bare.node),
    row(`PostgreSQL, a warm day at ${connections} connections`, warm.postgres),
    row('    bare lookup', bare.postgres),
  ]);
}

/** The CPU time of a warm day alone. */
export function printCpu(cpu: readonly CpuTimes[]): void {
  if (cpu.length === 0) return console.log('This system does not tell the CPU time of processes (/proc is missing).');
  console.table(cpuRatiosOf(cpu));
  console.table(cpuRows(cpu));
}

function atLeast(what: string, is: number, least: number): Ratio {
  return { what, is: rounded(is), must: `≥ ${least}`, isReached: is >= least };
}

function atMost(what: string, is: number, most: number): Ratio {
  return { what, is: rounded(is), must: `≤ ${most}`, isReached: is <= most };
}

/** Ratios first, then the figures that they are made of. */
export function printTable(results: Results): void {
  const { throughput, cpu, idle, pure, insert, insertInMemory, insertLarge, memory, bookings } = results;
  console.table(ratiosOf(results));
  const rate = (what: string, value: number): object => ({ what, is: Math.round(value), unit: 'requests/s' });
  const time = (what: string, value: number): object => ({ what, is: rounded(value), unit: 'ms' });
  console.table([
    ...throughput.day.flatMap(({ connections, bare, warm, warmOff }) => [
      rate(`(a) bare lookup, ${connections} connections`, bare),
      rate(`(b) warm day, ${connections} connections`, warm),
      rate(`    without the layer in the process`, warmOff),
    ]),
    rate('(c) warm month view of 30 days, 16 connections', throughput.month.view),
    rate('    30 days with all slots', throughput.month.slots),
    rate('(f) warm search of 50 stylists for 7 days', throughput.search),
    ...cpuRows(cpu),
    time('(a) bare lookup when idle', idle.bare),
    time('(b) warm day when idle', idle.warmDay),
    time('(d) cold day', idle.coldDay),
    time('(e) cold month', idle.coldMonth),
    time('(f) cold search of 50 stylists for 7 days', idle.coldSearch),
    time('(g) pure day', pure.pureDayMs),
    time('(g) pure 30 days', pure.pureMonthMs),
    time('(h) booking with triggers', insert.withTriggers),
    time('    without', insert.withoutTriggers),
    time('    with triggers, commit not waiting for the disk', insertInMemory.withTriggers),
    time('    without', insertInMemory.withoutTriggers),
    time(`(i) cold day with ${bookings.large} bookings`, idle.coldDayLarge),
    time('    cold month', idle.coldMonthLarge),
    time('    cold search', idle.coldSearchLarge),
    time('    booking with triggers', insertLarge.withTriggers),
    time('    without', insertLarge.withoutTriggers),
  ]);
  console.log(`Heap in MB after each eighth of ${memory.keys} random keys: ${memory.heapMegabytes.join(', ')}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
