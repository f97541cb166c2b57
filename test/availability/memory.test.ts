import { describe, expect, it } from '@jest/globals';
import type { StoredDay } from '../../src/availability/cache/cache-rows.js';
import { type Change, ValidatedDays } from '../../src/availability/cache/validated-days.js';
import { addDays } from '../../src/calendar/wall-clock.js';
import { keyOf } from '../../src/availability/cache/cache-rows.js';

const STYLISTS = 20;
const SERVICES = 10;
const DATES = 50;
const id = (kind: string, n: number): string => `${kind}-${n}`;
const date = (n: number): string => addDays('2026-11-01', n);
const ALWAYS = ['-infinity', 'infinity'] as const;

let reads = 0;

/** A day that counts how often somebody reads its date. */
function dayOf(stylistId: string, serviceId: string, on: string, slots = 16): StoredDay {
  return {
    stylistId,
    serviceId,
    terms: { zone: 'Asia/Kathmandu', durationMinutes: 60, minAdvanceHours: 2, maxAdvanceDays: 90 },
    computedAt: 0,
    expiresAt: 1,
    get day() {
      reads += 1;
      return {
        date: on,
        durationMinutes: 60,
        priceCents: 1,
        reason: null,
        slots: Array.from({ length: slots }, (_, n) => ({ start: n, lasting: null, heldUntil: null })),
      };
    },
  };
}

let nextId = 0;
const change = (stylistId: string | null, serviceId: string | null, from: string, to: string): Change => ({
  id: String((nextId += 1)),
  isSettled: true,
  stylistId,
  serviceId,
  from,
  to,
});

let position = 0;
function move(memory: ValidatedDays, changes: Change[], days: StoredDay[] = []): void {
  position += 1;
  memory.moveTo({ position: { feed: 'f', snapshot: `${position}:${position}:` }, continues: true, changes, days });
}

function filled(): ValidatedDays {
  const memory = new ValidatedDays(1e9);
  const days: StoredDay[] = [];
  for (let stylist = 0; stylist < STYLISTS; stylist += 1) {
    for (let service = 0; service < SERVICES; service += 1) {
      for (let n = 0; n < DATES; n += 1) days.push(dayOf(id('stylist', stylist), id('service', service), date(n)));
    }
  }
  move(memory, [], days);
  reads = 0;
  return memory;
}

const has = (memory: ValidatedDays, stylist: number, service: number, n: number): boolean =>
  memory.get(keyOf(id('stylist', stylist), id('service', service), date(n))) !== undefined;

describe('The days that a process keeps, when changes come', () => {
  it.each<[string, (n: number) => Change]>([
    ['of services', (n) => change(null, id('service', n % SERVICES), ...ALWAYS)],
    ['of stylists', (n) => change(id('stylist', n % STYLISTS), null, ...ALWAYS)],
    ['of offers', (n) => change(id('stylist', n % STYLISTS), id('service', n % SERVICES), ...ALWAYS)],
    ['of everything', () => change(null, null, ...ALWAYS)],
    ['of a date of all stylists', (n) => change(null, null, date(n % DATES), date((n % DATES) + 20))],
    ['of bookings of one stylist', (n) => change(id('stylist', 1), null, date(n % 40), date((n % 40) + 4))],
  ])('1,000 changes %s read no kept day more than once', (_what, make) => {
    const memory = filled();
    move(
      memory,
      Array.from({ length: 1_000 }, (_, n) => make(n)),
    );
    expect(reads).toBeLessThanOrEqual(STYLISTS * SERVICES * DATES);
  });

  it('a change takes away exactly the days that it covers', () => {
    const cases: [Change, (stylist: number, service: number, n: number) => boolean][] = [
      [change(null, id('service', 3), ...ALWAYS), (_stylist, service) => service === 3],
      [change(id('stylist', 7), null, ...ALWAYS), (stylist) => stylist === 7],
      [change(id('stylist', 7), id('service', 3), ...ALWAYS), (stylist, service) => stylist === 7 && service === 3],
      [change(null, null, ...ALWAYS), () => true],
      [change(null, null, date(5), date(9)), (_stylist, _service, n) => n >= 5 && n <= 9],
      [change(null, null, '-infinity', date(9)), (_stylist, _service, n) => n <= 9],
      [change(null, id('service', 2), date(5), 'infinity'), (_stylist, service, n) => service === 2 && n >= 5],
      [change(id('stylist', 7), null, date(5), date(9)), (stylist, _service, n) => stylist === 7 && n >= 5 && n <= 9],
      [
        change(id('stylist', 7), id('service', 3), date(5), date(9)),
        (stylist, service, n) => stylist === 7 && service === 3 && n >= 5 && n <= 9,
      ],
    ];
    for (const [one, isCovered] of cases) {
      const memory = filled();
      move(memory, [one]);
      const wrong: string[] = [];
      for (let stylist = 0; stylist < STYLISTS; stylist += 1) {
        for (let service = 0; service < SERVICES; service += 1) {
          for (let n = 0; n < DATES; n += 1) {
            if (has(memory, stylist, service, n) === isCovered(stylist, service, n)) {
              wrong.push(`${stylist} ${service} ${n}`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    }
  });

  it('a day that is read after a change stays when the change is told again', () => {
    const memory = filled();
    const one = change(id('stylist', 1), null, ...ALWAYS);
    move(memory, [one]);
    expect(has(memory, 1, 1, 1)).toBe(false);
    move(memory, [], [dayOf(id('stylist', 1), id('service', 1), date(1))]);
    move(memory, [one]);
    expect(has(memory, 1, 1, 1)).toBe(true);
    const prepared = { ...change(id('stylist', 1), null, ...ALWAYS), isSettled: false };
    move(memory, [prepared]);
    expect(has(memory, 1, 1, 1)).toBe(false);
    move(memory, [], [dayOf(id('stylist', 1), id('service', 1), date(1))]);
    move(memory, [prepared]);
    expect(has(memory, 1, 1, 1)).toBe(false);
  });

  it('memory is bounded by bytes: days with many slots leave room for fewer', () => {
    const kept = (slots: number): number => {
      const memory = new ValidatedDays(1_000_000);
      const days = Array.from({ length: 2_000 }, (_, n) => dayOf(id('stylist', n), id('service', 1), date(1), slots));
      move(memory, [], days);
      return memory.size;
    };
    const [few, many] = [kept(16), kept(288)];
    expect(many).toBeGreaterThan(0);
    expect(few).toBeLessThan(2_000);
    expect(few / many).toBeGreaterThan(8);
  });
});
