import type supertest from 'supertest';
import { CHECKS, type PromotionStatus, type Requirement, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
import type { Instance } from './app.js';
import { addUser } from './stylists.js';

/** A promotion of one test, opened by the persona admin. */
export interface TestPromotion {
  id: string;
  /** The candidate. */
  userId: string;
  path: string;
}

/** The value of a check that satisfies it, or its last one that does not (`failed`, `rejected`, false). */
function valueOf(code: Requirement, isSatisfied: boolean): string | boolean | undefined {
  const { values, satisfiedBy } = CHECKS[code];
  return isSatisfied ? satisfiedBy : [...values].findLast((value) => value !== satisfiedBy);
}

/** The body that satisfies these requirements, and no other. */
export function recording(held: readonly Requirement[] = REQUIREMENTS): Record<string, unknown> {
  return Object.fromEntries(REQUIREMENTS.map((code) => [CHECKS[code].field, valueOf(code, held.includes(code))]));
}

/** The same for SQL: the assignments of an UPDATE. */
export function settingChecks(held: readonly Requirement[] = REQUIREMENTS): string {
  return REQUIREMENTS.map((code) => `${CHECKS[code].column} = '${valueOf(code, held.includes(code))}'`).join(', ');
}

/** The requirements satisfied in each state: as few as the state needs. */
export const HELD: Record<PromotionStatus, readonly Requirement[]> = {
  draft: [],
  pending_checks: [],
  pending_training: REQUIREMENTS.filter((code) => CHECKS[code].stage === 'pending_checks'),
  pending_approval: REQUIREMENTS,
  approved: REQUIREMENTS,
  rejected: [],
  revoked: REQUIREMENTS,
};

export const PROFILE = { displayName: 'Test Candidate', title: 'Stylist' };

/** A promotion of a new user in this state; every step went over HTTP. */
export async function promotionIn(app: Instance, status: PromotionStatus): Promise<TestPromotion> {
  const promotion = await openPromotion(app);
  const { path } = promotion;
  if (status === 'draft') return promotion;
  if (HELD[status].length > 0) await app.as('admin').patch(`${path}/checks`).send(recording(HELD[status])).expect(200);
  await app.as('admin').post(`${path}/submit`).expect(200);
  if (status === 'rejected') await app.as('admin').post(`${path}/reject`).send({ reason: 'No' }).expect(200);
  if (status === 'approved' || status === 'revoked') await approve(app, promotion).expect(200);
  if (status === 'revoked') await app.as('admin').post(`${path}/revoke`).send({ reason: 'No' }).expect(200);
  return promotion;
}

/** A draft for a new user, or for this one. */
export async function openPromotion(app: Instance, userId?: string): Promise<TestPromotion> {
  const candidate = userId ?? (await addUser(app.owner, 'Test Candidate', 'customer'));
  const { body } = await app.as('admin').post('/v1/promotions').send({ userId: candidate }).expect(201);
  const { id } = body as { id: string };
  return { id, userId: candidate, path: `/v1/promotions/${id}` };
}

/** The second admin approves. */
export function approve(app: Instance, { path }: TestPromotion, body: object = { profile: PROFILE }): supertest.Test {
  return app.as('second-admin').post(`${path}/approve`).send(body);
}

/** The rows of a candidate in the database, for invariants. */
export interface Outcome {
  statuses: string[];
  profiles: number;
  activeProfiles: number;
  roles: number;
  activeRoles: number;
  budgets: number;
  /** Rows of the audit log by action, of the candidate's promotions. */
  actions: Record<string, number>;
}

const OUTCOME = `
  SELECT ARRAY(SELECT status FROM public.stylist_promotions WHERE user_id = $1 ORDER BY created_at) AS statuses,
         (SELECT count(*)::int FROM public.stylist_profiles WHERE user_id = $1) AS profiles,
         (SELECT count(*)::int FROM public.stylist_profiles WHERE user_id = $1 AND is_active) AS "activeProfiles",
         (SELECT count(*)::int FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
           WHERE ur.user_id = $1 AND r.name = 'stylist') AS roles,
         (SELECT count(*)::int FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
           WHERE ur.user_id = $1 AND r.name = 'stylist' AND ur.is_active) AS "activeRoles",
         (SELECT count(*)::int FROM public.stylist_override_budgets WHERE stylist_user_id = $1) AS budgets,
         (SELECT coalesce(json_object_agg(action, n), '{}')
            FROM (SELECT l.action, count(*)::int AS n
                    FROM private.service_management_log l
                    JOIN public.stylist_promotions p ON p.id = l.target_id
                   WHERE p.user_id = $1 AND l.action <> 'REFUSED'
                   GROUP BY 1) AS entry) AS actions`;

export async function outcomeOf(app: Instance, userId: string): Promise<Outcome> {
  const { rows } = await app.owner.query<Outcome>(OUTCOME, [userId]);
  return rows[0]!;
}
