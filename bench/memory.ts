import { Asker } from './load.js';
import { day, SERVICES, serviceId, stylistId, STYLISTS } from './seed.js';
import { dayPath, type Salon, startBuilt, stopAll } from './servers.js';

/** How many days may be kept in the process while its memory is watched. */
const KEPT_DAYS = 1_000;
const STEPS = 8;

/** Megabytes that the service's heap holds after each step of random keys. */
export interface Memory {
  keptDays: number;
  keys: number;
  heapMegabytes: number[];
}

/** Asks for random days, far more than are kept; an hour of one address's allowance is 7,200 requests. */
export async function measureMemory(salon: Salon, keys: number): Promise<Memory> {
  const service = await startBuilt(salon, { AVAILABILITY_MEMORY_MAX: String(KEPT_DAYS) });
  const askers = Array.from({ length: 8 }, () => new Asker(service.url));
  const below = (end: number): number => Math.floor(Math.random() * end);
  const heapMegabytes: number[] = [];
  try {
    for (let step = 0; step < STEPS; step += 1) {
      await Promise.all(
        askers.map(async (asker) => {
          for (let n = 0; n < keys / STEPS / askers.length; n += 1) {
            await asker.time(dayPath(stylistId(below(STYLISTS)), serviceId(below(SERVICES)), day(1 + below(80))));
          }
        }),
      );
      heapMegabytes.push(await heapOf(service.url));
    }
    return { keptDays: KEPT_DAYS, keys, heapMegabytes };
  } finally {
    for (const asker of askers) asker.close();
    await stopAll([service]);
  }
}

async function heapOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const bytes = Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]);
  return Math.round(bytes / 1e5) / 10;
}
