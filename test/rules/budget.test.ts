import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { budgetAt, type Charged, exhaustedBy, refundOf, refundsOf } from '../../src/schedules/budgets/budget.js';
import { firstOfNextMonth, instantOf } from '../../src/calendar/wall-clock.js';
import { ZONES } from './arbitraries.js';

const ZONE = 'Asia/Kathmandu';
const at = (date: string, minutes = 0): number => instantOf(ZONE, date, minutes);
const row = { monthlyLimit: 10, monthlyUsed: 7, emergencyRemaining: 3, resetsAt: at('2026-12-01') };

describe('The budget at a moment', () => {
  it('The month turns at local midnight of the first', () => {
    expect(budgetAt(row, ZONE, at('2026-12-01') - 1)).toMatchObject({ monthlyUsed: 7, monthlyRemaining: 3 });
    expect(budgetAt(row, ZONE, at('2026-12-01'))).toEqual({
      monthlyLimit: 10,
      monthlyUsed: 0,
      monthlyRemaining: 10,
      emergencyRemaining: 3,
      resetsAt: at('2027-01-01'),
    });
  });

  it('Several missed months are one reset, and no emergency token comes back', () => {
    const spent = { ...row, emergencyRemaining: 0 };
    expect(budgetAt(spent, ZONE, at('2027-05-17', 600))).toEqual({
      monthlyLimit: 10,
      monthlyUsed: 0,
      monthlyRemaining: 10,
      emergencyRemaining: 0,
      resetsAt: at('2027-06-01'),
    });
  });

  it('A stored turn that has passed resets the month on any day', () => {
    const stored = { ...row, resetsAt: at('2026-11-20') };
    expect(budgetAt(stored, ZONE, at('2026-11-20') - 1).monthlyUsed).toBe(7);
    expect(budgetAt(stored, ZONE, at('2026-11-20')).monthlyUsed).toBe(0);
  });

  it('A limit below the used changes leaves 0', () => {
    expect(budgetAt({ ...row, monthlyLimit: 5 }, ZONE, at('2026-11-20')).monthlyRemaining).toBe(0);
  });

  it('A row with the midnight of another zone resets at the earlier of the two', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES, 'UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'),
        fc.constantFrom(...ZONES, 'Pacific/Apia'),
        fc.integer({ min: 0, max: 40 * 24 }),
        (written, zone, hours) => {
          const now = instantOf(zone, '2026-11-01', 0) + hours * 3_600_000;
          const stored = { ...row, resetsAt: instantOf(written, '2026-12-01', 0) };
          const budget = budgetAt(stored, zone, now);
          const turn = Math.min(stored.resetsAt, instantOf(zone, '2026-12-01', 0));
          expect(budget.monthlyUsed).toBe(now < turn ? 7 : 0);
          expect(budget.resetsAt).toBe(firstOfNextMonth(zone, now));
        },
      ),
    );
  });

  it('The two counters are independent', () => {
    const now = at('2026-11-20');
    const monthGone = budgetAt({ ...row, monthlyUsed: 10 }, ZONE, now);
    const tokensGone = budgetAt({ ...row, emergencyRemaining: 0 }, ZONE, now);
    expect([exhaustedBy(monthGone, 'monthly'), exhaustedBy(monthGone, 'emergency')]).toEqual(['monthly', null]);
    expect([exhaustedBy(tokensGone, 'monthly'), exhaustedBy(tokensGone, 'emergency')]).toEqual([null, 'emergency']);
    expect(exhaustedBy(monthGone, 'none')).toBeNull();
  });
});

describe('A refund', () => {
  const charged = (chargedTo: Charged['chargedTo'], paid: string, startDate = '2026-12-10'): Charged => ({
    startDate,
    chargedTo,
    chargedAt: chargedTo === 'none' ? null : at(paid, 600),
  });
  const now = at('2026-11-30', 1439);

  it('An emergency token always comes back, a unit only in the month in which it was spent', () => {
    expect(refundOf(charged('emergency', '2026-08-01'), ZONE, now)).toBe('emergency');
    expect(refundOf(charged('monthly', '2026-11-01'), ZONE, now)).toBe('monthly');
    expect(refundOf(charged('monthly', '2026-11-01'), ZONE, at('2026-12-01'))).toBe('none');
    expect(refundOf(charged('monthly', '2025-11-20'), ZONE, now)).toBe('none');
    expect(refundOf(charged('none', '2026-11-01'), ZONE, now)).toBe('none');
  });

  it('Nothing comes back once the override has started', () => {
    expect(refundOf(charged('emergency', '2026-11-30', '2026-11-30'), ZONE, now)).toBe('none');
    expect(refundOf(charged('emergency', '2026-11-30', '2026-12-01'), ZONE, now)).toBe('emergency');
    expect(refundOf(charged('monthly', '2026-11-20', '2026-11-29'), ZONE, now)).toBe('none');
  });

  it('The refund of several overrides counts each of them', () => {
    const several = [
      charged('monthly', '2026-11-02'),
      charged('monthly', '2026-10-02'),
      charged('emergency', '2026-10-02'),
    ];
    expect(refundsOf(several, ZONE, now)).toEqual({ monthly: 1, emergency: 1 });
  });
});
