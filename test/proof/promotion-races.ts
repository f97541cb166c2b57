import { expect } from '@jest/globals';
import type supertest from 'supertest';
import type { Instance } from '../support/app.js';
import { outcomeOf, PROFILE, promotionIn } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

const ADMINS = ['admin', 'second-admin'] as const;

/** The number of answers with each status. */
function tally(answers: readonly supertest.Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Twenty requests at once, over all instances. */
async function twenty(
  instances: readonly Instance[],
  send: (instance: Instance, index: number) => supertest.Test,
): Promise<supertest.Response[]> {
  return Promise.all(Array.from({ length: 20 }, (_, index) => send(instances[index % instances.length]!, index)));
}

/**
 * 20 approvals at once: one approval, profile, role, budget and audit row; the other 19 answers name the state
 * (docs/rules.md "Promotion workflow").
 */
export async function raceToApprove(instances: readonly Instance[]): Promise<void> {
  const [app] = instances as [Instance];
  const { path, userId } = await promotionIn(app, 'pending_approval');
  const answers = await twenty(instances, (instance) =>
    instance.as('second-admin').post(`${path}/approve`).send({ profile: PROFILE }),
  );
  expect(tally(answers)).toEqual({ 200: 1, 409: 19 });
  for (const { body } of answers.filter(({ status }) => status === 409)) {
    expect(body).toMatchObject({ code: 'INVALID_TRANSITION', status: 'approved' });
  }
  expect(await outcomeOf(app, userId)).toEqual({
    statuses: ['approved'],
    profiles: 1,
    activeProfiles: 1,
    roles: 1,
    activeRoles: 1,
    budgets: 1,
    actions: { CREATE_PROMOTION: 1, RECORD_CHECKS: 1, SUBMIT_PROMOTION: 1, APPROVE_PROMOTION: 1 },
  });
}

/** 20 openings for one user at once: one row, one 201, and 19 answers with the same promotion. */
export async function raceToOpen(instances: readonly Instance[]): Promise<void> {
  const [app] = instances as [Instance];
  const userId = await addUser(app.owner, 'Wanted by many');
  const answers = await twenty(instances, (instance, index) =>
    instance
      .as(ADMINS[index % 3 === 0 ? 1 : 0])
      .post('/v1/promotions')
      .send({ userId }),
  );
  expect(tally(answers)).toEqual({ 200: 19, 201: 1 });
  expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
  expect(await outcomeOf(app, userId)).toMatchObject({ statuses: ['draft'], actions: { CREATE_PROMOTION: 1 } });
}

/**
 * Approve, reject and revoke against each other, with checks and openings between them: one legal end.
 *
 * @param lead the request that is sent first, which often wins.
 */
export async function raceToEnd(instances: readonly Instance[], lead: number): Promise<void> {
  const [app] = instances as [Instance];
  const { path, userId, id } = await promotionIn(app, 'pending_approval');
  const answers = await twenty(instances, (instance, index) => {
    const admin = instance.as('second-admin');
    switch ((index + lead) % 6) {
      case 0:
        return admin.post(`${path}/reject`).send({ reason: 'R' });
      case 1:
      case 2:
        return admin.post(`${path}/approve`).send({ profile: PROFILE });
      case 3:
        return admin.post(`${path}/revoke`).send({ reason: 'R' });
      case 4:
        return instance
          .as('admin')
          .patch(`${path}/checks`)
          .send({ mfaEnabled: index % 4 < 2 });
      default:
        return admin.post('/v1/promotions').send({ userId });
    }
  });
  expect(answers.filter(({ status }) => ![200, 201, 409].includes(status)).map(({ text }) => text)).toEqual([]);

  const outcome = await outcomeOf(app, userId);
  const [status, ...followed] = outcome.statuses;
  const {
    APPROVE_PROMOTION: approved = 0,
    REJECT_PROMOTION: rejected = 0,
    REVOKE_PROMOTION: revoked = 0,
  } = outcome.actions;
  const won = { approved: [1, 0, 0], rejected: [0, 1, 0], revoked: [1, 0, 1] }[status as 'approved'];
  expect([approved, rejected, revoked]).toEqual(won);
  expect(outcome).toMatchObject({
    profiles: approved,
    budgets: approved,
    activeProfiles: status === 'approved' ? 1 : 0,
    activeRoles: status === 'approved' ? 1 : 0,
  });
  expect(followed).toEqual(status === 'rejected' || status === 'revoked' ? followed.slice(0, 1) : []);
  const { body } = await app.as('admin').get(`/v1/promotions/${id}/history`).expect(200);
  const { items } = body as { items: { from: string | null; to: string }[] };
  for (const [index, { from }] of items.entries()) expect(from).toBe(items[index - 1]?.to ?? null);
  expect(items.at(-1)?.to).toBe(status);
}
