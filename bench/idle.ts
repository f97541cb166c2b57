import { Asker, median } from './asker.js';
import { day, serviceId, stylistId, STYLISTS } from './seed.js';
import { dayPath, hotDays, monthPath, type Salon, searchPath, startBare, startBuilt, stopAll } from './servers.js';

/** Milliseconds of one request when nothing else is asked, medians; the second size has 100 times the bookings. */
export interface Idle {
  bare: number;
  warmDay: number;
  coldDay: number;
  coldDayLarge: number;
  coldMonth: number;
  coldMonthLarge: number;
  coldSearch: number;
  coldSearchLarge: number;
}

/** Every cold request asks for days that nobody has asked for; what it costs to store them is in it. */
export async function measureIdle(salon: Salon, large: Salon, turns: number): Promise<Idle> {
  const services = [await startBuilt(salon), await startBuilt(large), await startBare(salon)];
  const [small, big, bare] = services.map(({ url }) => new Asker(url)) as [Asker, Asker, Asker];
  const [hot, bareHot] = [hotDays(false), hotDays(true)];
  for (const server of [small, big]) await server.timeAll(hot);
  const coldDays = (n: number): string => dayPath(stylistId(n % STYLISTS), serviceId(3 + (n % 5)), day(1 + (n % 80)));
  const coldMonths = (n: number): string =>
    monthPath('/days', stylistId(n % STYLISTS), serviceId(8 + (Math.floor(n / STYLISTS) % 8)));
  const coldSearches = (n: number): string =>
    searchPath(serviceId(16 + (n % 4)), 50 * (Math.floor(n / 4) % 4), 1 + 7 * (Math.floor(n / 16) % 12));
  const seen: Record<keyof Idle, number[]> = {
    bare: [],
    warmDay: [],
    coldDay: [],
    coldDayLarge: [],
    coldMonth: [],
    coldMonthLarge: [],
    coldSearch: [],
    coldSearchLarge: [],
  };
  const measure = async (what: keyof Idle, server: Asker, path: string, isWarmUp: boolean): Promise<void> => {
    const time = await server.time(path);
    if (!isWarmUp) seen[what].push(time);
  };
  try {
    for (let n = 0; n < turns; n += 1) {
      const isWarmUp = n < turns / 5;
      await measure('bare', bare, bareHot[n % bareHot.length] ?? '', isWarmUp);
      await measure('warmDay', small, hot[n % hot.length] ?? '', isWarmUp);
      await measure('coldDay', small, coldDays(n), isWarmUp);
      // As before the other cold day: a process that has just answered is quicker than one that has slept.
      await big.time(hot[n % hot.length] ?? '');
      await measure('coldDayLarge', big, coldDays(n), isWarmUp);
      await measure('coldMonth', small, coldMonths(n), isWarmUp);
      await measure('coldMonthLarge', big, coldMonths(n), isWarmUp);
      if (n % 2 === 0) {
        await measure('coldSearch', small, coldSearches(n / 2), isWarmUp);
        await measure('coldSearchLarge', big, coldSearches(n / 2), isWarmUp);
      }
    }
    return Object.fromEntries(Object.entries(seen).map(([what, times]) => [what, median(times)])) as unknown as Idle;
  } finally {
    for (const asker of [small, big, bare]) asker.close();
    await stopAll(services);
  }
}
