import type { Checks } from '../../../src/promotions/promotion.states.js';
import { dayAt, monthOf } from './calendar.js';
import type { Random } from './random.js';
import { type Expected, problem, refusal, type Step, type World } from './world.js';

/** What is recorded of each check, the first at the start and the last most often, and the stage that waits for the last. */
const RULES: { [Field in keyof Checks]: { values: readonly Checks[Field][]; stage: string } } = {
  backgroundCheck: { values: ['pending', 'in_progress', 'failed', 'passed'], stage: 'pending_checks' },
  idVerification: { values: ['pending', 'submitted', 'rejected', 'verified'], stage: 'pending_checks' },
  trainingCompleted: { values: [false, true], stage: 'pending_training' },
  mfaEnabled: { values: [false, true], stage: 'pending_training' },
};

const checksWith = (choose: (values: readonly unknown[]) => unknown): Checks =>
  Object.fromEntries(Object.entries(RULES).map(([field, { values }]) => [field, choose(values)])) as unknown as Checks;

const FRESH = checksWith(([first]) => first);

export interface ModelPromotion {
  id: string;
  user: string;
  status: string;
  checks: Checks;
  requester: string;
  draft: { displayName?: string; timezone?: string } | null;
}

const OPEN = ['draft', 'pending_checks', 'pending_training', 'pending_approval'];
const PATH = '/v1/promotions';

/** The workflow of some candidates. */
export class Promotions {
  private readonly all: ModelPromotion[] = [];

  /** @param candidates some of them admins. */
  constructor(
    private readonly world: World,
    private readonly candidates: readonly { id: string; name: string }[],
  ) {}

  step(random: Random, who: string): Step {
    if (this.all.length === 0 || random.chance(15)) return this.open(who, random.of(this.candidates).id);
    const recent = this.all.filter((one) => OPEN.includes(one.status) || one.status === 'approved');
    const one = recent.length > 0 && random.chance(90) ? random.of(recent) : random.of(this.all);
    const kind = random.below(100);
    if (kind < 35) return this.check(random, who, one);
    if (kind < 50) return this.submit(who, one);
    if (kind < 60) return this.saveDraft(random, who, one);
    if (kind < 80) return this.approve(random, who, one);
    if (kind < 85) return this.reject(who, one);
    if (kind < 92) return this.revoke(who, one);
    const request = { who, method: 'post', path: `${PATH}/${one.id}/notes`, send: { note: 'Called' } } as const;
    return { ...request, ...this.written(who, one, 201, 'ADD_NOTE') };
  }

  /** A run as answers show it. */
  shown(one: ModelPromotion): object {
    return { userId: one.user, status: one.status, checks: one.checks, requestedBy: one.requester };
  }

  some(random: Random): ModelPromotion | undefined {
    return this.all.length === 0 ? undefined : random.of(this.all);
  }

  private open(who: string, user: string): Step {
    const request = { who, method: 'post', path: PATH, send: { userId: user } } as const;
    if (who === user) return { ...request, ...refusal(403, 'SELF_PROMOTION', who) };
    const standing = this.all.find((one) => one.user === user && OPEN.includes(one.status));
    if (standing !== undefined) return { ...request, status: 200, body: { id: standing.id, ...this.shown(standing) } };
    if (this.stylistOf(user)?.active === true) return { ...request, ...problem(409, 'ALREADY_STYLIST') };
    const former = this.all.findLast((one) => one.user === user);
    const one: ModelPromotion = { id: '', user, status: 'draft', checks: FRESH, requester: who, draft: null };
    this.all.push(one);
    return {
      ...request,
      status: 201,
      body: { ...this.shown(one), previousPromotionId: former?.id ?? null },
      actions: [['CREATE_PROMOTION', who, null]],
      settle: ({ id }) => (one.id = id),
    };
  }

  private check(random: Random, who: string, one: ModelPromotion): Step {
    const send: Partial<Checks> = checksWith((values) => (random.chance(70) ? values.at(-1) : random.of(values)));
    for (const name of Object.keys(send) as (keyof Checks)[]) if (random.chance(40)) delete send[name];
    const request = { who, method: 'patch', path: `${PATH}/${one.id}/checks`, send } as const;
    if (Object.keys(send).length === 0) return { ...request, ...problem(400, 'VALIDATION_FAILED') };
    if (who === one.user) return { ...request, ...refusal(403, 'SELF_PROMOTION', who) };
    if (!OPEN.includes(one.status)) return { ...request, ...problem(409, 'PROMOTION_CLOSED') };
    const next = { ...one.checks, ...send };
    const isSame = JSON.stringify(next) === JSON.stringify(one.checks);
    one.checks = next;
    if (one.status !== 'draft') one.status = stageOf(next);
    return { ...request, status: 200, body: this.shown(one), actions: isSame ? [] : [['RECORD_CHECKS', who, one.id]] };
  }

  private submit(who: string, one: ModelPromotion): Step {
    const request = { who, method: 'post', path: `${PATH}/${one.id}/submit` } as const;
    if (who !== one.user && one.status !== 'draft') return { ...request, ...this.impossible(one) };
    if (who !== one.user) one.status = stageOf(one.checks);
    return { ...request, ...this.written(who, one, 200, 'SUBMIT_PROMOTION') };
  }

  private saveDraft(random: Random, who: string, one: ModelPromotion): Step {
    const named = random.chance(70) ? { displayName: this.nameOf(one.user) } : {};
    const send = { ...named, title: `Title ${random.below(1_000_000)}`, timezone: random.of(ZONES) };
    const request = { who, method: 'put', path: `${PATH}/${one.id}/profile-draft`, send } as const;
    if (who !== one.user && !OPEN.includes(one.status)) return { ...request, ...problem(409, 'PROMOTION_CLOSED') };
    if (who !== one.user) one.draft = send;
    return { ...request, ...this.written(who, one, 200, 'SAVE_DRAFT') };
  }

  private approve(random: Random, who: string, one: ModelPromotion): Step {
    const send = random.chance(50) ? { profile: { displayName: this.nameOf(one.user) } } : {};
    const request = { who, method: 'post', path: `${PATH}/${one.id}/approve`, send } as const;
    if (who === one.user) return { ...request, ...refusal(403, 'SELF_PROMOTION', who) };
    if (who === one.requester) return { ...request, ...refusal(403, 'FOUR_EYES', who) };
    if (one.status === 'pending_checks' || one.status === 'pending_training') {
      return { ...request, ...problem(409, 'CHECKS_INCOMPLETE') };
    }
    if (one.status !== 'pending_approval') return { ...request, ...this.impossible(one) };
    const former = this.stylistOf(one.user);
    const isNamed = 'profile' in send || one.draft?.displayName !== undefined || former !== undefined;
    if (!isNamed) return { ...request, ...problem(422, 'PROFILE_INCOMPLETE') };
    one.status = 'approved';
    const zone = one.draft?.timezone ?? former?.zone ?? 'Asia/Kathmandu';
    if (former !== undefined) Object.assign(former, { active: true, zone });
    else {
      const budget = { limit: 10, used: 0, tokens: 3, month: monthOf(dayAt(zone, this.world.now)), lastSpent: false };
      const name = this.nameOf(one.user);
      this.world.stylists.push({ id: one.user, name, zone, active: true, periods: [], budget });
    }
    return { ...request, ...this.written(who, one, 200, 'APPROVE_PROMOTION') };
  }

  private reject(who: string, one: ModelPromotion): Step {
    const request = { who, method: 'post', path: `${PATH}/${one.id}/reject`, send: { reason: 'No' } } as const;
    if (who !== one.user && !OPEN.includes(one.status)) return { ...request, ...this.impossible(one) };
    if (who !== one.user) one.status = 'rejected';
    return { ...request, ...this.written(who, one, 200, 'REJECT_PROMOTION') };
  }

  private revoke(who: string, one: ModelPromotion): Step {
    const request = { who, method: 'post', path: `${PATH}/${one.id}/revoke`, send: { reason: 'No' } } as const;
    if (who !== one.user && one.status !== 'approved') return { ...request, ...this.impossible(one) };
    if (who !== one.user) {
      one.status = 'revoked';
      this.stylistOf(one.user)!.active = false;
    }
    return { ...request, ...this.written(who, one, 200, 'REVOKE_PROMOTION') };
  }

  /** The answer to a step that is done, unless it is that of the candidate. */
  private written(who: string, one: ModelPromotion, status: number, action: string): Expected {
    if (who === one.user) return refusal(403, 'SELF_PROMOTION', who);
    return { status, body: this.shown(one), actions: [[action, who, one.id]] };
  }

  private impossible(one: ModelPromotion): Expected {
    return { ...problem(409, 'INVALID_TRANSITION'), body: { currentStatus: one.status } };
  }

  private stylistOf(user: string) {
    return this.world.stylists.find(({ id }) => id === user);
  }

  private nameOf(user: string): string {
    return this.candidates.find(({ id }) => id === user)!.name;
  }
}

/** Zones whose days begin far apart, with and without clock changes. */
export const ZONES = ['Asia/Kathmandu', 'America/New_York', 'Pacific/Auckland', 'Europe/Berlin', 'Pacific/Honolulu'];

function stageOf(checks: Checks): string {
  const due = Object.entries(RULES).filter(([field, { values }]) => checks[field as keyof Checks] !== values.at(-1));
  return (
    ['pending_checks', 'pending_training'].find((stage) => due.some(([, rule]) => rule.stage === stage)) ??
    'pending_approval'
  );
}
