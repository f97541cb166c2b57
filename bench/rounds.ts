import { Asker, median } from './asker.js';
import { throughput } from './load.js';
import { serviceId } from './seed.js';
import { hotDays, hotMonths, keepForBare, type Salon, searchPath, startBare, startBuilt, stopAll } from './servers.js';

const CONNECTIONS = [1, 16, 64] as const;

/** Requests a second, medians of rounds; `off`: nothing is kept in the process. */
export interface Throughput {
  day: { connections: number; bare: number; warm: number; warmOff: number }[];
  /** At 16 connections: 30 days as a view of a month, and with their slots. */
  month: { bare: number; view: number; slots: number };
  search: number;
}

/** Bare, on and off take turns, so that what else the machine does meets all of them alike. */
export async function measureThroughput(
  salon: Salon,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Throughput> {
  const on = await startBuilt(salon);
  const off = await startBuilt(salon, { AVAILABILITY_MEMORY_CACHE: 'off' });
  const paths = hotDays(false);
  for (const { url } of [on, off]) await askAll(url, paths);
  await keepForBare(salon);
  const bare = await startBare(salon);
  try {
    const bareDays = { url: bare.url, paths: hotDays(true) };
    const turns = (targets: Target[], connections: number): Promise<number[]> =>
      inTurns(targets, { connections, rounds, seconds });
    const days: Throughput['day'] = [];
    for (const connections of CONNECTIONS) {
      const [bareDay = 0, warm = 0, warmOff = 0] = await turns(
        [bareDays, { url: on.url, paths }, { url: off.url, paths }],
        connections,
      );
      days.push({ connections, bare: bareDay, warm, warmOff });
    }
    const [bareMonth = 0, view = 0, slots = 0, search = 0] = await turns(
      [
        bareDays,
        { url: on.url, paths: hotMonths('/days') },
        { url: on.url, paths: hotMonths('') },
        { url: on.url, paths: [searchPath(serviceId(2), 0, 1)] },
      ],
      16,
    );
    return { day: days, month: { bare: bareMonth, view, slots }, search };
  } finally {
    await stopAll([on, off, bare]);
  }
}

interface Target {
  url: string;
  paths: string[];
}

async function inTurns(
  targets: readonly Target[],
  { connections, rounds, seconds }: { connections: number; rounds: number; seconds: number },
): Promise<number[]> {
  const seen = targets.map((): number[] => []);
  for (const { url, paths } of targets) await throughput(url, paths, connections, 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { url, paths }] of targets.entries()) {
      seen[index]?.push(await throughput(url, paths, connections, seconds));
    }
  }
  return seen.map(median);
}

async function askAll(url: string, paths: readonly string[]): Promise<void> {
  const asker = new Asker(url);
  await asker.timeAll(paths);
  asker.close();
}
