import { expect } from '@jest/globals';
import type { Instance } from '../support/app.js';
import { loggedChanges, storedBudget } from '../support/budgets.js';
import { addStylist } from '../support/stylists.js';

/**
 * Sends 60 changes of one stylist at once over all instances, with 10 units and 3 tokens left (docs/rules.md "Budgets").
 * Exactly 10 and 3 are accepted, the others are refused, and rows, counters and log agree.
 */
export async function raceForBudget(instances: readonly Instance[]): Promise<void> {
  const { owner } = instances[0]!;
  const stylist = await addStylist(owner);
  // A closure of the salon leaves a change without effect.
  await owner.query('DELETE FROM public.schedule_overrides WHERE applies_to_all_stylists');
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const instance = instances[index % instances.length]!;
      const isEmergency = index % 3 === 0;
      if (index % 4 === 3) {
        const startDate = stylist.day(100 + index);
        return instance.as(stylist.id).post('/v1/me/time-off').send({ startDate, endDate: startDate, isEmergency });
      }
      const request = instance.as(stylist.id).put(`/v1/me/availability/${stylist.day(1 + index)}`);
      return request.send({ isClosed: true, isEmergency });
    }),
  );
  const accepted = answers.filter(({ status }) => status < 300);
  // On a slow machine one that waits for the row for seconds is 503, and has changed nothing.
  const refused = answers.filter(({ status }) => status === 429 || status === 503);
  const charged = (to: string): number => accepted.filter(({ body }) => body.charged === to).length;
  expect({ accepted: accepted.length, refused: refused.length }).toEqual({ accepted: 13, refused: 47 });
  expect({ monthly: charged('monthly'), emergency: charged('emergency') }).toEqual({ monthly: 10, emergency: 3 });
  expect(await storedBudget(owner, stylist.id)).toMatchObject({ used: 10, tokens: 0 });
  expect(await loggedChanges(owner, stylist.id)).toEqual({ monthly: 10, emergency: 3, cancelled: 0 });
  const { rows } = await owner.query<{ charge: string; n: number }>(
    `SELECT charged_to AS charge, count(*)::int AS n FROM public.schedule_overrides
      WHERE stylist_user_id = $1 GROUP BY 1 ORDER BY 1`,
    [stylist.id],
  );
  expect(rows).toEqual([
    { charge: 'emergency', n: 3 },
    { charge: 'monthly', n: 10 },
  ]);
}
