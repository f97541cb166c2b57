import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AnswerMemory, type KeptAnswer } from '../src/availability/answer-memory.js';
import { keyOf, type StoredDay } from '../src/availability/cache-rows.js';
import { DayMemory } from '../src/availability/day-memory.js';
import { renderDay } from '../src/availability/rendering.js';
import { bookingMoment } from '../src/availability/slots.js';
import { instantOf } from '../src/time/wall-clock.js';
import { dayPath } from './servers.js';
import { day, SERVICES, serviceId, stylistId, STYLISTS, ZONE } from './seed.js';

/** How many days are kept while memory is watched. */
const KEPT_DAYS = 5_000;
const STEPS = 8;
const HALF_HOUR = 1_800_000;
const FORM = { timezone: ZONE, isMonth: false, onlyAvailable: false };

/** Megabytes of the heap that are in use after each step of random keys. */
export interface Memory {
  keptDays: number;
  keys: number;
  heapMegabytes: number[];
}

/** Keeps random days and answers, far more than may be kept: an hour of 55 requests a second. */
export function measureMemory(keys: number): Memory {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const memory = new DayMemory(KEPT_DAYS);
  const answers = new AnswerMemory(KEPT_DAYS);
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
      answers.keep(dayPath(kept.stylistId, kept.serviceId, kept.day.date), answerOf(kept));
    }
    collectGarbage();
    heapMegabytes.push(Math.round(process.memoryUsage().heapUsed / 1e5) / 10);
  }
  if (memory.size !== KEPT_DAYS) throw new Error(`${memory.size} days are kept`);
  if (answers.size !== KEPT_DAYS) throw new Error(`${answers.size} answers are kept`);
  return { keptDays: KEPT_DAYS, keys, heapMegabytes };
}

function answerOf(stored: StoredDay): KeptAnswer {
  const { terms, day: computed, computedAt } = stored;
  const moment = bookingMoment(computedAt, ZONE, terms);
  const { json, tag, until } = renderDay(stored, computed.date, moment, FORM);
  const days = new Map([[computed.date, stored]]);
  return {
    json: `{"stylistUserId":"${stored.stylistId}","serviceId":"${stored.serviceId}","days":[${json}]}`,
    etag: tag,
    from: computedAt,
    until,
    computedAt,
    found: { terms, moment, days, isHit: true },
    days: [{ key: keyOf(stored.stylistId, stored.serviceId, computed.date), day: stored }],
  };
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
