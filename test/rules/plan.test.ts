import { describe, expect, it } from '@jest/globals';
import type { Budget } from '../../src/schedules/budgets/budget.js';
import { resolveDay } from '../../src/schedules/layers.js';
import { type Outcome, planDay, type PlanLayer, planTimeOff, refusalOf } from '../../src/schedules/my-schedule/plan.js';

const STYLIST = '00000000-0000-4000-8000-0000000000aa';
const DATE = '2026-03-10';

let created = 0;

/** A closed day row of the stylist on DATE, with some fields changed. */
function row(different: Partial<PlanLayer> = {}): PlanLayer {
  created += 1;
  return {
    id: `00000000-0000-4000-8000-${String(created).padStart(12, '0')}`,
    overrideType: 'stylist_vacation',
    appliesToAllStylists: false,
    branchId: null,
    stylistUserId: STYLIST,
    startDate: DATE,
    endDate: DATE,
    isClosed: true,
    startTime: null,
    endTime: null,
    priority: 60,
    createdAt: `2026-01-01T00:00:00.${String(created).padStart(6, '0')}Z`,
    origin: 'stylist',
    setForDay: true,
    isEmergency: false,
    ...different,
  };
}

const block = (startTime: string, endTime: string, different: Partial<PlanLayer> = {}): PlanLayer =>
  row({ startTime, endTime, ...different });
const hours = (startTime: string, endTime: string, different: Partial<PlanLayer> = {}): PlanLayer =>
  row({ overrideType: 'special_event', isClosed: false, startTime, endTime, ...different });
const timeOff = (startDate: string, endDate: string, different: Partial<PlanLayer> = {}): PlanLayer =>
  row({ setForDay: false, priority: 50, startDate, endDate, ...different });

describe('A day set by the stylist', () => {
  it('A day that repeats a day row costs nothing', () => {
    const standing = row();
    const plan = planDay(STYLIST, [standing], { date: DATE, isClosed: true });
    expect(plan).toMatchObject({ row: null, standing, charge: 'none', replaced: [] });
  });

  it('A day that repeats a more urgent day row costs nothing', () => {
    const plan = planDay(STYLIST, [row({ isEmergency: true, priority: 90 })], { date: DATE, isClosed: true });
    expect(plan.charge).toBe('none');
  });

  it('A day that is more urgent than the day row replaces it and costs a token', () => {
    const standing = block('12:00', '13:00');
    const request = { date: DATE, isClosed: true, startTime: '12:00', endTime: '13:00', isEmergency: true };
    const plan = planDay(STYLIST, [standing], request);
    expect(plan).toMatchObject({ charge: 'emergency', replaced: [standing], row: { priority: 90 } });
  });

  it('A day that repeats an admin’s override costs a unit', () => {
    const ofAdmin = row({ origin: 'admin', setForDay: false });
    expect(planDay(STYLIST, [ofAdmin], { date: DATE, isClosed: true })).toMatchObject({
      charge: 'monthly',
      replaced: [],
    });
  });

  it('A closed day replaces the earlier hours, but no block', () => {
    const before = hours('10:00', '14:00');
    const plan = planDay(STYLIST, [before, block('11:00', '12:00')], { date: DATE, isClosed: true });
    expect(plan.replaced).toEqual([before]);
  });

  it('A block replaces only a block of the same times', () => {
    const rows = [hours('10:00', '14:00'), block('11:00', '12:00')];
    const request = { date: DATE, isClosed: true, startTime: '11:30', endTime: '12:30' };
    expect(planDay(STYLIST, rows, request)).toMatchObject({ replaced: [], charge: 'monthly' });
  });

  it('A day replaces no day row of another date', () => {
    const plan = planDay(STYLIST, [row({ startDate: '2026-03-11', endDate: '2026-03-11' })], {
      date: DATE,
      isClosed: true,
    });
    expect(plan).toMatchObject({ standing: null, replaced: [], charge: 'monthly' });
  });

  it.each([
    ['closed', { isClosed: true }, 'stylist_vacation'],
    ['a block', { isClosed: true, startTime: '10:00', endTime: '11:00' }, 'stylist_vacation'],
    ['hours', { isClosed: false, startTime: '10:00', endTime: '11:00' }, 'special_event'],
  ])('A day that is %s has its type and priority 60, or 90 in an emergency', (_name, shape, overrideType) => {
    const calm = planDay(STYLIST, [], { date: DATE, ...shape });
    const urgent = planDay(STYLIST, [], { date: DATE, ...shape, isEmergency: true });
    expect(calm.row).toMatchObject({ overrideType, priority: 60, setForDay: true });
    expect(urgent.row).toMatchObject({ overrideType, priority: 90, setForDay: true });
  });

  it.each([false, true])(
    'A day set inside the stylist’s time off wins (the time off is an emergency: %s)',
    (isEmergency) => {
      const off = timeOff('2026-03-08', '2026-03-14', { isEmergency, priority: isEmergency ? 90 : 50 });
      const plan = planDay(STYLIST, [off], { date: DATE, isClosed: false, startTime: '12:00', endTime: '15:00' });
      const set = row({ ...plan.row });
      const day = resolveDay({ stylistUserId: STYLIST, branchId: null, week: [], overrides: [off, set] }, DATE);
      expect(day.windows).toEqual([{ start: 720, end: 900 }]);
    },
  );
});

describe('A day that an admin closed for the stylist', () => {
  const opening = { date: DATE, isClosed: false, startTime: '10:00', endTime: '12:00' };
  const closure = timeOff(DATE, '2026-03-12', { origin: 'admin' });

  it('A stylist cannot open a day that an admin closed for them', () => {
    expect(planDay(STYLIST, [closure], opening).refusal).toBe('CLOSED_BY_ADMIN');
    expect(planDay(STYLIST, [closure], { ...opening, isEmergency: true }).refusal).toBe('CLOSED_BY_ADMIN');
  });

  it('A stylist can close a day that an admin closed for them', () => {
    expect(planDay(STYLIST, [closure], { date: DATE, isClosed: true }).refusal).toBeNull();
  });

  it('A stylist can open a day on which an admin’s hours win over the admin’s closure', () => {
    const reopened = hours('09:00', '17:00', { origin: 'admin', setForDay: false, priority: 70 });
    expect(planDay(STYLIST, [closure, reopened], opening).refusal).toBeNull();
  });

  it.each([
    ['an admin’s block', block('10:00', '11:00', { origin: 'admin', setForDay: false })],
    ['time off of the stylist', timeOff(DATE, DATE)],
    ['a closure of the business', timeOff(DATE, DATE, { origin: 'admin', appliesToAllStylists: true })],
    ['an admin’s closure of another date', timeOff('2026-03-11', '2026-03-12', { origin: 'admin' })],
  ])('A stylist can open a day that has only %s', (_name, other) => {
    expect(planDay(STYLIST, [other], opening).refusal).toBeNull();
  });
});

describe('Time off', () => {
  const range = { startDate: DATE, endDate: '2026-03-12' };

  it('Time off is a closure at priority 50, or 90 in an emergency, and costs one change however long it is', () => {
    expect(planTimeOff([], range)).toMatchObject({
      row: { overrideType: 'stylist_vacation', priority: 50, isClosed: true, setForDay: false, ...range },
      charge: 'monthly',
    });
    expect(planTimeOff([], { ...range, isEmergency: true })).toMatchObject({
      row: { priority: 90 },
      charge: 'emergency',
    });
  });

  it('Time off replaces all day rows in its range, and none outside', () => {
    const inside = [row(), block('10:00', '11:00', { startDate: '2026-03-12', endDate: '2026-03-12' })];
    const outside = [row({ startDate: '2026-03-13', endDate: '2026-03-13' }), timeOff('2026-03-09', '2026-03-10')];
    expect(planTimeOff([...inside, ...outside], range).replaced).toEqual(inside);
  });

  it('Time off is a duplicate of the same range by a stylist or an admin, and of no other range', () => {
    const same = timeOff(range.startDate, range.endDate, { origin: 'admin' });
    expect(planTimeOff([same], range)).toMatchObject({ refusal: 'DUPLICATE_OVERRIDE', charge: 'none' });
    expect(planTimeOff([same], { ...range, endDate: '2026-03-13' }).refusal).toBeNull();
  });

  it('Time off is no duplicate of a day row of the same date', () => {
    const plan = planTimeOff([row()], { startDate: DATE, endDate: DATE });
    expect(plan).toMatchObject({ refusal: null, charge: 'monthly' });
  });
});

describe('The reason to refuse a plan', () => {
  const empty: Budget = { monthlyLimit: 10, monthlyUsed: 10, monthlyRemaining: 0, emergencyRemaining: 0, resetsAt: 0 };
  const plan = planTimeOff([], { startDate: DATE, endDate: DATE });
  const urgent = planTimeOff([], { startDate: DATE, endDate: DATE, isEmergency: true });
  const duplicate = planTimeOff([timeOff(DATE, DATE)], { startDate: DATE, endDate: DATE });

  const outcome = (different: Partial<Outcome> = {}): Outcome => ({
    isClosedByAdmin: false,
    isWithoutEffect: false,
    affected: 0,
    ...different,
  });

  it('A refusal names the first of duplicate, closed by an admin, no effect, bookings, budget', () => {
    const all = { isClosedByAdmin: true, isWithoutEffect: true, affected: 1 };
    expect(refusalOf(duplicate, outcome(all), empty)).toBe('DUPLICATE_OVERRIDE');
    expect(refusalOf(plan, outcome(all), empty)).toBe('CLOSED_BY_ADMIN');
    expect(refusalOf(plan, outcome({ ...all, isClosedByAdmin: false }), empty)).toBe('NO_EFFECT');
    expect(refusalOf(plan, outcome({ affected: 1 }), empty)).toBe('BOOKINGS_AFFECTED');
    expect(refusalOf(plan, outcome(), empty)).toBe('OVERRIDE_BUDGET_EXHAUSTED');
    expect(refusalOf(plan, outcome(), { ...empty, monthlyRemaining: 1 })).toBeNull();
  });

  it('An emergency may affect bookings, and needs a token', () => {
    expect(refusalOf(urgent, outcome({ affected: 1 }), empty)).toBe('OVERRIDE_BUDGET_EXHAUSTED');
    expect(refusalOf(urgent, outcome({ affected: 1 }), { ...empty, emergencyRemaining: 1 })).toBeNull();
  });
});
