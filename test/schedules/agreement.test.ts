import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contains, normalise, overlaps } from '../../src/calendar/intervals.js';
import { addDays, datesBetween, instantOf, type LocalDate, minutesOf } from '../../src/calendar/wall-clock.js';
import { overrides, STYLIST, ZONES } from '../rules/arbitraries.js';
import { startApp, type TestApp } from '../support/app.js';
import { addOffer, type TestOffer } from '../support/offers.js';
import { addOverride } from '../support/stylists.js';

interface Span {
  start: string;
  end: string;
}
interface EffectiveDay {
  date: LocalDate;
  status: string;
  windows: Span[];
  blocks: Span[];
}
interface SlotDay {
  date: LocalDate;
  status: string;
  slots: { startTime: string; endTime: string; status: string }[];
}

const WEEK = 7;

let app: TestApp;
const offers: TestOffer[] = [];

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  for (const zone of ZONES) offers.push(await addOffer(app.owner, { zone, hours: ['00:00', '24:00'] }));
  await app.owner.query(`UPDATE public.services SET max_advance_days = 400`);
  await app.owner.query(
    `UPDATE public.stylist_schedules SET break_start_time_utc = '02:15', break_end_time_utc = '03:30'`,
  );
  for (const offer of offers) await fill(offer);
});
afterAll(() => app.close());

/** The first dates of weeks worth a look: the next one, and those around the coming two clock changes. */
function weeksOf({ stylist }: TestOffer): LocalDate[] {
  const dates = datesBetween(stylist.day(6), stylist.day(372));
  const changes = dates.filter(
    (date) => instantOf(stylist.zone, addDays(date, 1), 0) - instantOf(stylist.zone, date, 0) !== 86_400_000,
  );
  return [stylist.day(2), ...changes.map((date) => addDays(date, -3))];
}

/** Writes generated overrides around every date of those weeks. */
async function fill(offer: TestOffer): Promise<void> {
  for (const first of weeksOf(offer)) {
    for (const date of datesBetween(first, addDays(first, WEEK - 1))) {
      const [generated = []] = fc.sample(overrides(date), { numRuns: 1, seed: Date.parse(date) / 86_400_000 });
      for (const { overrideType, stylistUserId, startDate, endDate, isClosed, priority, ...row } of generated) {
        if (stylistUserId !== null && stylistUserId !== STYLIST) continue;
        const duplicate = await addOverride(app.owner, {
          type: overrideType,
          ...(stylistUserId === null ? {} : { stylist: offer.stylist }),
          range: [startDate, endDate],
          closed: isClosed,
          priority,
          ...(row.startTime === null || row.endTime === null ? {} : { hours: [row.startTime, row.endTime] }),
        }).catch((error: unknown) => error);
        if (duplicate instanceof Error && !/no_duplicate/.test(duplicate.message)) throw duplicate;
      }
    }
  }
}

describe('The effective schedule and the slots, as they are answered', () => {
  it('Effective schedule and slots agree on every date in every zone, clock changes included', async () => {
    const statuses = new Set<string>();
    const weeks = offers.flatMap((offer) => weeksOf(offer).map((from) => ({ offer, from })));
    for (const { offer, from } of weeks) {
      const { id, zone } = offer.stylist;
      const to = addDays(from, WEEK - 1);
      const effective = await app.as(id).get(`/v1/me/effective-schedule?from=${from}&to=${to}`).expect(200);
      const slots = await app
        .as(undefined)
        .get(`/v1/availability?${offer.query({ from, to })}`)
        .expect(200);
      const days = effective.body.days as EffectiveDay[];
      const spans = (date: LocalDate, given: Span[]) =>
        given.map(({ start, end }) => ({
          start: instantOf(zone, date, minutesOf(start)),
          end: instantOf(zone, date, minutesOf(end)),
        }));
      (slots.body.days as SlotDay[]).forEach((slotDay, position) => {
        const day = days[position]!;
        const worked = normalise(spans(day.date, day.windows));
        const blocks = spans(day.date, day.blocks).filter(({ start, end }) => start < end);
        const expected = slotDay.slots.map(({ startTime, endTime }) => {
          const slot = { start: Date.parse(startTime), end: Date.parse(endTime) };
          const isFree = worked.some((one) => contains(one, slot)) && !blocks.some((one) => overlaps(one, slot));
          return { startTime, isFree };
        });
        expect(slotDay.date).toBe(day.date);
        expect(slotDay.slots.map(({ startTime, status }) => ({ startTime, isFree: status === 'available' }))).toEqual(
          expected,
        );
        const working = expected.some(({ isFree }) => isFree) ? 'open' : 'too_short';
        expect(slotDay.status).toBe(day.status === 'working' ? working : day.status);
        statuses.add(day.status);
      });
    }
    expect([...statuses].sort()).toEqual(['closed', 'working']);
  });
});
