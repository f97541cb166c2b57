import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import {
  CHECK_LIST,
  type CheckDefinition,
  type Checks,
  type PromotionStatus,
  type StepName,
  STEPS,
} from '../../promotions/promotion.states.js';
import type { AdminEntry } from './logs.js';
import { type Row, SALON_ZONE, type SalonWriter } from './writer.js';

const { admin, 'second-admin': secondAdmin, stylist, candidate } = PERSONAS;
const { promotions: ids, candidates, exhaustedStylist, formerStylist } = DEMO;

interface Step {
  action: StepName;
  by: string;
  /** Days from today, negative. */
  on: number;
  to: PromotionStatus;
  checks?: Partial<Checks>;
  /** Other columns that the step sets. */
  set?: Row;
  note?: string;
}

/** The run was opened on the day `on` and came to `stage` in the days after it. */
type Run = [id: string, candidate: string, by: string, on: number, stage: PromotionStatus, note: string];

const RUNS: Run[] = [
  [ids.approved, stylist, admin, -165, 'pending_approval', 'Eight years in a salon in Pokhara.'],
  [ids.leaving, exhaustedStylist, admin, -163, 'pending_approval', 'Curls are what she does best.'],
  [ids.revoked, formerStylist, secondAdmin, -164, 'pending_approval', 'Recommended by Deepak.'],
  [ids.rejected, candidates.rejected, admin, -50, 'pending_checks', 'Applied by e-mail.'],
  // By the second admin, so that the persona admin may approve it.
  [ids.pendingApproval, candidates.pendingApproval, secondAdmin, -16, 'pending_approval', 'Assistant here.'],
  [ids.pendingTraining, candidates.pendingTraining, admin, -12, 'pending_training', 'Wants to do bridal make-up.'],
  [ids.pendingChecks, candidate, admin, -5, 'pending_checks', 'Two years of experience with colour.'],
  [ids.draft, candidates.draft, admin, -1, 'draft', 'Documents are on their way.'],
];

const PASSED = checksOf('pending_checks', ({ satisfiedBy }) => satisfiedBy);
const TRAINED = checksOf('pending_training', ({ satisfiedBy }) => satisfiedBy);
const RUNNING = checksOf('pending_checks', ({ values }) => values[1]);
const FAILED: Partial<Checks> = { ...RUNNING, backgroundCheck: 'failed' };
const UNFIT = { rejection_reason: 'The background check failed', public_reason: 'Not all checks were met' };
const LEFT = { revocation_reason: 'Did not come to work for two weeks', public_reason: 'Left the salon' };
const DOUBT = 'The reference could not be confirmed.';
const DRAFT = {
  displayName: 'Milan Poudel',
  title: 'Stylist',
  bio: 'Fades, beards and patience.',
  yearsExperience: 4,
  specialties: ['fades', 'beards'],
  timezone: SALON_ZONE,
  serviceIds: [DEMO.services.haircut],
};

/** The steps after the stage of the run. */
const FURTHER: Record<string, Step[]> = {
  [ids.approved]: [{ action: 'approve', by: secondAdmin, on: -150, to: 'approved', note: 'Welcome to the team.' }],
  [ids.leaving]: [{ action: 'approve', by: secondAdmin, on: -148, to: 'approved' }],
  [ids.revoked]: [
    { action: 'approve', by: admin, on: -149, to: 'approved' },
    { action: 'revoke', by: admin, on: -45, to: 'revoked', set: LEFT },
  ],
  [ids.rejected]: [
    { action: 'record_checks', by: admin, on: -44, to: 'pending_checks', checks: FAILED, note: DOUBT },
    { action: 'reject', by: admin, on: -43, to: 'rejected', set: UNFIT },
  ],
  [ids.pendingApproval]: [
    { action: 'save_draft', by: secondAdmin, on: -6, to: 'pending_approval', set: { profile_draft: DRAFT } },
  ],
  [ids.pendingChecks]: [{ action: 'record_checks', by: admin, on: -2, to: 'pending_checks', checks: RUNNING }],
};

/** A value for each check that a stage waits for. */
function checksOf(stage: CheckDefinition['stage'], valueOf: (check: CheckDefinition) => unknown): Partial<Checks> {
  const ofStage = CHECK_LIST.filter((check) => check.stage === stage);
  return Object.fromEntries(ofStage.map((check) => [check.field, valueOf(check)]));
}

/** Submitted, checked and trained in the days after it was opened. */
function stepsTo(stage: PromotionStatus, by: string, opened: number): Step[] {
  const steps: Step[] = [
    { action: 'submit', by, on: opened + 1, to: 'pending_checks' },
    { action: 'record_checks', by, on: opened + 4, to: 'pending_training', checks: PASSED },
    { action: 'record_checks', by, on: opened + 9, to: 'pending_approval', checks: TRAINED },
  ];
  return steps.slice(0, steps.findIndex(({ to }) => to === stage) + 1);
}

/** The names in the audit log of the columns that `set` holds. */
const LOGGED: Row = { rejection_reason: 'reason', revocation_reason: 'reason', public_reason: 'publicReason' };

/** The columns for the actor and the time of an end. */
const ACTOR_COLUMNS: Partial<Record<StepName, [string, string]>> = {
  approve: ['approved_by', 'approved_at'],
  reject: ['rejected_by', 'rejected_at'],
  revoke: ['revoked_by', 'revoked_at'],
};

/** A candidate in every state: each promotion starts as a draft and moves step by step, as the database demands. */
export async function fillPromotions(salon: SalonWriter): Promise<AdminEntry[]> {
  const log: AdminEntry[] = [];
  for (const [id, userId, by, on, stage, text] of RUNS) {
    const opened = salon.at(on, '11:00');
    const notes = [noteOf(opened, by, 'create', text)];
    const row = { id, user_id: userId, requested_by: by, status: 'draft', notes, ...salon.made(opened) };
    await salon.insert('public.stylist_promotions', [row]);
    const entry = { targetType: 'stylist_promotion', targetId: id } as const;
    log.push({ ...entry, at: opened, actor: by, action: STEPS.create, details: { from: null, to: 'draft', userId } });
    let from = 'draft';
    for (const step of [...stepsTo(stage, by, on), ...(FURTHER[id] ?? [])]) {
      const at = salon.at(step.on, '12:00');
      await take(salon, id, step, at);
      const details = { from, to: step.to, ...detailsOf(step) };
      log.push({ ...entry, at, actor: step.by, action: STEPS[step.action], details });
      from = step.to;
    }
  }
  return log;
}

async function take(salon: SalonWriter, id: string, step: Step, at: string): Promise<void> {
  const { action, by, checks = {}, set, to, note = null } = step;
  const recorded = CHECK_LIST.filter(({ field }) => field in checks);
  const checked = Object.fromEntries(recorded.map(({ field, column }) => [column, checks[field]]));
  const [actor, time] = ACTOR_COLUMNS[action] ?? [];
  const ended = actor === undefined || time === undefined ? {} : { [actor]: by, [time]: at };
  const columns = { status: to, ...checked, ...set, ...ended };
  const names = Object.keys(columns).join(', ');
  await salon.query(
    `UPDATE public.stylist_promotions AS promotion
        SET (${names}, notes) = (SELECT ${names}, promotion.notes || $3::jsonb
                                   FROM jsonb_populate_record(NULL::public.stylist_promotions, $2))
      WHERE id = $1`,
    [id, JSON.stringify(columns), JSON.stringify([noteOf(at, by, action, note)])],
  );
}

function noteOf(timestamp: string, by: string, action: StepName, note: string | null): Row {
  return { timestamp: new Date(timestamp).toISOString(), admin_id: by, action, note };
}

/** The details that the service logs of the step. */
function detailsOf({ action, checks, set = {}, note }: Step): Row {
  if (action === 'save_draft') return { oldValues: {}, newValues: { ...DRAFT, bio: undefined } };
  if (action === 'record_checks') return { newValues: checks, note };
  return { ...Object.fromEntries(Object.entries(set).map(([column, value]) => [LOGGED[column], value])), note };
}
