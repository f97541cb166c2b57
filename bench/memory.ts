import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type StoredDay } from '../src/availability/cache/cache-rows.js';
import { ValidatedDays } from '../src/availability/cache/validated-days.js';
import { instantOf } from '../src/calendar/wall-clock.js';
import { day, SERVICES, serviceId, stylistId, STYLISTS, ZONE } from './seed.js';

/** How many days are kept while memory is watched. */
const KEPT_DAYS = 5_000;
const STEPS = 8;
const HALF_HOUR = 1_800_000;

/** Megabytes of the heap that are in use after each step of random keys. */
export interface Memory {
  keptDays: number;
  keys: number;
  heapMegabytes: number[];
}

/** Keeps random days, far more than may be kept: an hour of 55 requests a second. */
export function measureMemory(keys: number): Memory {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const memory = new ValidatedDays(KEPT_DAYS);
  const heapMegabytes: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    for (let n = 0; n < keys / STEPS; n += 1) {
      const kept = randomDay();
      memory.moveTo({
        position: { feed: 'bench', snapshot: '1:1:' },
        continues: true,
        changes: [],
        days: [kept],
      });
    }
    collectGarbage();
    heapMegabytes.push(Math.round(process.memoryUsage().heapUsed / 1e5) / 10);
  }
  if (memory.size !== KEPT_DAYS) throw new Error(`${memory.size} days are kept`);
  return { keptDays: KEPT_DAYS, keys, heapMegabytes };
}

function randomDay(): StoredDay {
  const below = (end: number): number => Math.floor(Math.random() * end);
  const date = day(1 + below(80));
  const open = instantOf(ZONE, date, 600);
  return {
    stylistId: stylistId(below(STYLISTS)),
    serviceId: serviceId(below(SERVICES)),
    terms: { zone: ZONE, durationMinutes: 60, minAdvanceHours: 2, maxAdvanceDays: 90 },
    computedAt: Date.now(),
    expiresAt: Date.now() + 300_000,
    day: {
      date,
      durationMinutes: 60,
      priceCents: 80_000,
      reason: null,
      slots: Array.from({ length: 16 }, (_, n) => ({ start: open + n * HALF_HOUR, lasting: null, heldUntil: null })),
    },
  };
}
