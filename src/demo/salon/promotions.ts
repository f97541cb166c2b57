import { DEMO } from '../../examples/ids.js';
import {
  CHECK_LIST,
  type Checks,
  type PromotionStatus,
  type Stage,
  type StepName,
  STEPS,
} from '../../promotions/promotion.states.js';
import { PERSONAS } from '../../examples/personas.js';
import type { AdminEntry } from './logs.js';
import { type Row, SALON_ZONE, type SalonWriter } from './writer.js';

const { admin, 'second-admin': secondAdmin } = PERSONAS;
const { promotions, candidates, formerStylist } = DEMO;

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

interface Run {
  id: string;
  candidate: string;
  by: string;
  on: number;
  note: string;
  steps: Step[];
}

/** The values that satisfy every check of a stage. */
function satisfying(stage: Stage): Partial<Checks> {
  const checks = CHECK_LIST.filter((check) => check.stage === stage);
  return Object.fromEntries(checks.map(({ field, satisfiedBy }) => [field, satisfiedBy]));
}

/** The profile that Milan is to get. */
const DRAFT = {
  displayName: 'Milan Poudel',
  title: 'Stylist',
  bio: 'Fades, beards and patience.',
  yearsExperience: 4,
  specialties: ['fades', 'beards'],
  timezone: SALON_ZONE,
  serviceIds: [DEMO.services.haircut],
};

/** Submitted, checked and trained in the days after it was opened. */
function upTo(stage: Stage, by: string, opened: number): Step[] {
  const steps: Step[] = [
    { action: 'submit', by, on: opened + 1, to: 'pending_checks' },
    { action: 'record_checks', by, on: opened + 4, to: 'pending_training', checks: satisfying('pending_checks') },
    { action: 'record_checks', by, on: opened + 9, to: 'pending_approval', checks: satisfying('pending_training') },
  ];
  return steps.slice(0, steps.findIndex(({ to }) => to === stage) + 1);
}

const RUNS: Run[] = [
  {
    id: promotions.approved,
    candidate: PERSONAS.stylist,
    by: admin,
    on: -165,
    note: 'Eight years in a salon in Pokhara.',
    steps: [
      ...upTo('pending_approval', admin, -165),
      { action: 'approve', by: secondAdmin, on: -150, to: 'approved', note: 'Welcome to the team.' },
    ],
  },
  {
    id: promotions.revoked,
    candidate: formerStylist,
    by: secondAdmin,
    on: -164,
    note: 'Recommended by Deepak.',
    steps: [
      ...upTo('pending_approval', secondAdmin, -164),
      { action: 'approve', by: admin, on: -149, to: 'approved' },
      {
        action: 'revoke',
        by: admin,
        on: -45,
        to: 'revoked',
        set: { revocation_reason: 'Did not come to work for two weeks', public_reason: 'Left the salon' },
      },
    ],
  },
  {
    id: promotions.rejected,
    candidate: candidates.rejected,
    by: admin,
    on: -50,
    note: 'Applied by e-mail.',
    steps: [
      { action: 'submit', by: admin, on: -49, to: 'pending_checks' },
      {
        action: 'record_checks',
        by: admin,
        on: -44,
        to: 'pending_checks',
        checks: { backgroundCheck: 'failed', idVerification: 'submitted' },
        note: 'The reference could not be confirmed.',
      },
      {
        action: 'reject',
        by: admin,
        on: -43,
        to: 'rejected',
        set: { rejection_reason: 'The background check failed', public_reason: 'Not all checks were met' },
      },
    ],
  },
  {
    id: promotions.pendingApproval,
    candidate: candidates.pendingApproval,
    // So that the persona admin may approve it.
    by: secondAdmin,
    on: -16,
    note: 'Assistant in the salon since spring.',
    steps: [
      ...upTo('pending_approval', secondAdmin, -16),
      { action: 'save_draft', by: secondAdmin, on: -6, to: 'pending_approval', set: { profile_draft: DRAFT } },
    ],
  },
  {
    id: promotions.pendingTraining,
    candidate: candidates.pendingTraining,
    by: admin,
    on: -12,
    note: 'Wants to do bridal make-up.',
    steps: upTo('pending_training', admin, -12),
  },
  {
    id: promotions.pendingChecks,
    candidate: PERSONAS.candidate,
    by: admin,
    on: -5,
    note: 'Two years of experience with colour.',
    steps: [
      ...upTo('pending_checks', admin, -5),
      {
        action: 'record_checks',
        by: admin,
        on: -2,
        to: 'pending_checks',
        checks: { backgroundCheck: 'in_progress', idVerification: 'submitted' },
      },
    ],
  },
  {
    id: promotions.draft,
    candidate: candidates.draft,
    by: admin,
    on: -1,
    note: 'Documents are on their way.',
    steps: [],
  },
];

/** The names in the audit log of the columns that `set` holds. */
const LOGGED: Record<string, string> = {
  rejection_reason: 'reason',
  revocation_reason: 'reason',
  public_reason: 'publicReason',
};

/** A candidate in every state: each promotion starts as a draft and moves step by step, as the database demands. */
export async function fillPromotions(salon: SalonWriter): Promise<AdminEntry[]> {
  const log: AdminEntry[] = [];
  for (const run of RUNS) {
    const opened = salon.at(run.on, '11:00');
    await salon.insert('public.stylist_promotions', [
      {
        id: run.id,
        user_id: run.candidate,
        requested_by: run.by,
        status: 'draft',
        notes: [noteOf(opened, run.by, 'create', run.note)],
        created_at: opened,
        updated_at: opened,
      },
    ]);
    log.push(entryOf(run, opened, run.by, 'create', { from: null, to: 'draft', userId: run.candidate }));
    let from = 'draft';
    for (const step of run.steps) {
      const at = salon.at(step.on, '12:00');
      await take(salon, run, step, at);
      const details = { from, to: step.to, ...detailsOf(step) };
      log.push(entryOf(run, at, step.by, step.action, details));
      from = step.to;
    }
  }
  return log;
}

/** The columns for the actor and the time of an end. */
function actorColumns({ action, by }: Step, at: string): Row {
  if (action === 'approve') return { approved_by: by, approved_at: at };
  if (action === 'reject') return { rejected_by: by, rejected_at: at };
  if (action === 'revoke') return { revoked_by: by, revoked_at: at };
  return {};
}

function checkColumns(checks: Partial<Checks>): Row {
  const recorded = CHECK_LIST.filter(({ field }) => field in checks);
  return Object.fromEntries(recorded.map(({ field, column }) => [column, checks[field]]));
}

async function take(salon: SalonWriter, run: Run, step: Step, at: string): Promise<void> {
  const { checks = {}, set, to } = step;
  const columns = { status: to, ...checkColumns(checks), ...set, ...actorColumns(step, at) };
  const names = Object.keys(columns).join(', ');
  await salon.query(
    `UPDATE public.stylist_promotions AS promotion
        SET (${names}, notes) = (SELECT ${names}, promotion.notes || $3::jsonb
                                   FROM jsonb_populate_record(NULL::public.stylist_promotions, $2))
      WHERE id = $1`,
    [run.id, JSON.stringify(columns), JSON.stringify([noteOf(at, step.by, step.action, step.note ?? null)])],
  );
}

function noteOf(timestamp: string, by: string, action: string, note: string | null): Row {
  return { timestamp: new Date(timestamp).toISOString(), admin_id: by, action, note };
}

/** The details that the service logs of the step. */
function detailsOf({ action, checks, set = {}, note }: Step): Row {
  if (action === 'save_draft') return { oldValues: {}, newValues: { ...DRAFT, bio: undefined } };
  if (action === 'record_checks') return { newValues: checks, note };
  return { ...Object.fromEntries(Object.entries(set).map(([column, value]) => [LOGGED[column], value])), note };
}

function entryOf(run: Run, at: string, actor: string, step: StepName, details: Row): AdminEntry {
  return { at, actor, action: STEPS[step], targetType: 'stylist_promotion', targetId: run.id, details };
}
