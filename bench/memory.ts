import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type StoredDay } from '../src/availability/cache/cache-rows.js';
import { type Change, ValidatedDays } from '../src/availability/cache/validated-days.js';
import { choiceOf, DayRenderer, Form } from '../src/availability/rendering.js';
import { bookingMoment } from '../src/availability/slots.js';
import { instantOf, MINUTE } from '../src/calendar/wall-clock.js';
import { day, SERVICES, serviceId, stylistId, STYLISTS, ZONE } from './seed.js';

/** Bytes that are kept while memory is watched. */
const KEPT_BYTES = 32_000_000;
const DEFAULT_BYTES = 128_000_000;
const STEPS = 8;

/** Megabytes of the heap that are in use after each step of random keys. */
export interface Memory {
  keptDays: number;
  keys: number;
  heapMegabytes: number[];
  /** At default limits, full, with all days rendered in both views; by the minutes of the grid. */
  heapAtLimits: { grid: number; days: number; megabytes: number }[];
  /** The longest stop in milliseconds when one validation tells 1,000 changes and 50,000 days are kept. */
  longestStop: number;
}

/** Keeps random days, far more than may be kept: an hour of 55 requests a second. */
export function measureMemory(keys: number): Memory {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const memory = new ValidatedDays(KEPT_BYTES);
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
  const keptDays = memory.size;
  memory.moveTo({ position: null, continues: false, changes: [], days: [] });
  const heapAtLimits = [30, 5].map((grid) => heapAtLimit(grid, collectGarbage));
  return { keptDays, keys, heapMegabytes, heapAtLimits, longestStop: longestStop() };
}

/** Fills the memory at its default limit, and renders each day as soon as it is kept. */
function heapAtLimit(grid: number, collectGarbage: () => void): Memory['heapAtLimits'][number] {
  const memory = new ValidatedDays(DEFAULT_BYTES);
  const renderer = new DayRenderer();
  const now = Date.now();
  const moment = bookingMoment(now, ZONE, { minAdvanceHours: 2, maxAdvanceDays: 400 });
  const forms = (['slots', 'month'] as const).map((view) => new Form(view, ZONE, choiceOf({})));
  for (let n = 0; n < 60_000; n += 1) {
    const kept = dayOf(
      n % STYLISTS,
      Math.floor(n / STYLISTS) % SERVICES,
      1 + Math.floor(n / STYLISTS / SERVICES),
      grid,
    );
    memory.moveTo({ position: POSITION, continues: true, changes: [], days: [kept] });
    for (const form of forms) renderer.render(kept, kept.day.date, moment, form);
  }
  collectGarbage();
  const megabytes = Math.round(process.memoryUsage().heapUsed / 1e6);
  return { grid, days: memory.size, megabytes };
}

/** The dearest of some mixtures of changes. */
function longestStop(): number {
  const mixtures: ((n: number) => Omit<Change, 'id' | 'isSettled'>)[] = [
    (n) => ({ ...ALWAYS, stylistId: null, serviceId: serviceId(n % SERVICES) }),
    (n) => ({ ...ALWAYS, stylistId: stylistId(n % STYLISTS), serviceId: null }),
    () => ({ ...ALWAYS, stylistId: null, serviceId: null }),
    (n) => ({ stylistId: null, serviceId: null, from: day(1 + (n % 10)), to: day(2 + (n % 10)) }),
    (n) => ({ stylistId: stylistId(n % STYLISTS), serviceId: null, from: day(1 + (n % 10)), to: day(5 + (n % 10)) }),
  ];
  const stops = mixtures.map((changeOf) => {
    const memory = new ValidatedDays(10 * DEFAULT_BYTES);
    const days = Array.from({ length: 50_000 }, (_, n) =>
      dayOf(n % STYLISTS, Math.floor(n / STYLISTS) % SERVICES, 1 + Math.floor(n / STYLISTS / SERVICES), 30),
    );
    memory.moveTo({ position: POSITION, continues: true, changes: [], days });
    const changes = Array.from({ length: 1_000 }, (_, n) => ({ ...changeOf(n), id: String(n), isSettled: true }));
    const begin = performance.now();
    memory.moveTo({ position: POSITION, continues: true, changes, days: [] });
    return performance.now() - begin;
  });
  return Math.max(...stops);
}

const POSITION = { feed: 'bench', snapshot: '1:1:' };
const ALWAYS = { from: '-infinity', to: 'infinity' };

function randomDay(): StoredDay {
  const below = (end: number): number => Math.floor(Math.random() * end);
  return dayOf(below(STYLISTS), below(SERVICES), 1 + below(80), 30);
}

/** A day of eight hours. */
function dayOf(stylist: number, service: number, offset: number, grid: number): StoredDay {
  const date = day(offset);
  const open = instantOf(ZONE, date, 600);
  return {
    stylistId: stylistId(stylist),
    serviceId: serviceId(service),
    terms: { zone: ZONE, durationMinutes: 60, minAdvanceHours: 2, maxAdvanceDays: 90 },
    computedAt: Date.now(),
    expiresAt: Date.now() + 300_000,
    day: {
      date,
      durationMinutes: 60,
      priceCents: 80_000,
      reason: null,
      slots: Array.from({ length: 480 / grid }, (_, n) => ({
        start: open + n * grid * MINUTE,
        lasting: null,
        heldUntil: null,
      })),
    },
  };
}
