import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contains, normalise, overlaps } from '../../src/calendar/intervals.js';
import { addDays, datesBetween, instantOf, type LocalDate, minutesOf } from '../../src/calendar/wall-clock.js';
import { BRANCH, overrides, STYLIST, ZONES } from '../rules/arbitraries.js';
import { startApp, type TestApp } from '../support/app.js';
import { addOffer, type TestOffer } from '../support/offers.js';
import { addBranch, addOverride } from '../support/stylists.js';

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
  availableCount: number;
  slots: { startTime: string; endTime: string; status: string }[];
}

const WEEK = 7;

let app: TestApp;
const offers: TestOffer[] = [];
const branches = new Map<TestOffer, string>();

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  for (const zone of ZONES) offers.push(await addOffer(app.owner, { zone, hours: ['00:00', '24:00'] }));
  await app.owner.query(`UPDATE public.services SET max_advance_days = 400`);
  await app.owner.query(
    `UPDATE public.stylist_schedules SET break_start_time_utc = '02:15', break_end_time_utc = '03:30'`,
  );
  const elsewhere = await addBranch(app.owner, 'Elsewhere');
  for (const one of offers) {
    const own = await addBranch(app.owner, `Branch of ${one.stylist.zone}`, [one.stylist]);
    branches.set(one, own);
    await fill(one, { own, elsewhere });
  }
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

/** Writes generated overrides around every date of those weeks: for all, the branch, another branch, and the stylist. */
async function fill(offer: TestOffer, { own, elsewhere }: { own: string; elsewhere: string }): Promise<void> {
  for (const first of weeksOf(offer)) {
    for (const date of datesBetween(first, addDays(first, WEEK - 1))) {
      const [generated = []] = fc.sample(overrides(date), { numRuns: 1, seed: Date.parse(date) / 86_400_000 });
      for (const {
        overrideType,
        branchId,
        stylistUserId,
        startDate,
        endDate,
        isClosed,
        priority,
        ...row
      } of generated) {
        if (stylistUserId !== null && stylistUserId !== STYLIST) continue;
        const duplicate = await addOverride(app.owner, {
          type: overrideType,
          ...(stylistUserId === null ? {} : { stylist: offer.stylist }),
          ...(branchId === null ? {} : { branch: branchId === BRANCH ? own : elsewhere }),
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

  it('Month, search, next and explain agree with them, with overrides of three scopes', async () => {
    const scopes = new Set<string | null>();
    for (const offer of offers) {
      for (const from of weeksOf(offer)) for (const scope of await compare(offer, from)) scopes.add(scope);
    }
    expect(scopes).toEqual(new Set([null, 'all', 'branch', 'stylist']));
  });
});

/** Compares all answers about a week, and tells which scopes decided its dates. */
async function compare(offer: TestOffer, from: LocalDate): Promise<(string | null)[]> {
  const { id, zone } = offer.stylist;
  const range = { from, to: addDays(from, WEEK - 1) };
  const get = async <Body>(path: string, who?: string): Promise<Body> =>
    (await app.as(who).get(path).expect(200)).body as Body;
  const effective = await get<{ days: { source: { scope: string | null } }[] }>(
    `/v1/me/effective-schedule?from=${range.from}&to=${range.to}`,
    id,
  );
  const slots = await get<{ days: SlotDay[] }>(`/v1/availability?${offer.query(range)}`);
  const month = await get<{ days: SlotDay[] }>(`/v1/availability/days?${offer.query(range)}`);
  const shown = ({ date, status, availableCount }: SlotDay) => ({ date, status, availableCount });
  expect(month.days.map(shown)).toEqual(slots.days.map(shown));

  const query = new URLSearchParams({
    serviceId: offer.serviceId,
    branchId: branches.get(offer) ?? '',
    timezone: zone,
  }).toString();
  const search = await get<{ stylists: { stylistUserId: string; days: SlotDay[] }[] }>(
    `/v1/availability/search?${query}&from=${range.from}&to=${range.to}`,
  );
  expect(search.stylists).toMatchObject([{ stylistUserId: id, days: slots.days }]);

  const free = slots.days.flatMap(({ slots: ofDay }) => ofDay.filter(({ status }) => status === 'available'));
  const after = new Date(instantOf(zone, from, 0) - 1).toISOString();
  const { body: next } = await app.as(undefined).get(`/v1/availability/next?${query}&after=${after}`);
  // A week without a free slot has its next one later, if at all.
  const found = (next as { date?: string; slot?: { startTime: string } }) ?? {};
  const isInWeek = found.date !== undefined && found.date <= range.to;
  expect(isInWeek ? found.slot?.startTime : undefined).toBe(free[0]?.startTime);

  for (const [index, { date, slots: ofDay }] of slots.days.entries()) {
    const explained = await get<{ slots: { startTime: string; status: string }[] }>(
      `/v1/availability/explain?${offer.query({ date })}`,
      id,
    );
    expect(explained).toMatchObject(effective.days[index]!);
    const told = (list: { startTime: string; status: string }[]) =>
      list.map(({ startTime, status }) => `${startTime} ${status}`);
    expect(told(explained.slots)).toEqual(told(ofDay));
  }
  return effective.days.map(({ source }) => source.scope);
}
