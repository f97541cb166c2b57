import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { AdminEntry } from './logs.js';
import type { Row, SalonWriter } from './writer.js';

const { admin, 'second-admin': secondAdmin } = PERSONAS;
const { promotions, candidates, formerStylist } = DEMO;

interface Step {
  action: keyof typeof ACTION_NAMES;
  by: string;
  /** Days from today, negative. */
  on: number;
  to: string;
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

const CHECKED = { background_check_status: 'passed', id_verification_status: 'verified' };
const TRAINED = { training_completed: true, mfa_enabled: true };

/** What Milan is to be shown as. */
const DRAFT = {
  displayName: 'Milan Poudel',
  title: 'Stylist',
  bio: 'Fades, beards and patience.',
  yearsExperience: 4,
  specialties: ['fades', 'beards'],
  timezone: 'Asia/Kathmandu',
  serviceIds: [DEMO.services.haircut],
};

/** Submitted, checked and trained in the days after it was opened. */
function upTo(stage: 'pending_checks' | 'pending_training' | 'pending_approval', by: string, opened: number): Step[] {
  const steps: Step[] = [
    { action: 'submit', by, on: opened + 1, to: 'pending_checks' },
    { action: 'record_checks', by, on: opened + 4, to: 'pending_training', set: CHECKED },
    { action: 'record_checks', by, on: opened + 9, to: 'pending_approval', set: TRAINED },
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
        set: { background_check_status: 'failed', id_verification_status: 'submitted' },
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
        set: { background_check_status: 'in_progress', id_verification_status: 'submitted' },
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

/** What the API and the log call the columns that a step sets. */
const FIELDS: Record<string, string> = {
  background_check_status: 'backgroundCheck',
  id_verification_status: 'idVerification',
  training_completed: 'trainingCompleted',
  mfa_enabled: 'mfaEnabled',
  rejection_reason: 'reason',
  revocation_reason: 'reason',
  public_reason: 'publicReason',
};

const ACTION_NAMES = {
  submit: 'SUBMIT_PROMOTION',
  record_checks: 'RECORD_CHECKS',
  save_draft: 'SAVE_DRAFT',
  approve: 'APPROVE_PROMOTION',
  reject: 'REJECT_PROMOTION',
  revoke: 'REVOKE_PROMOTION',
} as const;

/** A candidate in every state: each promotion is born a draft and goes its way step by step, as the database demands. */
export async function fillPromotions(salon: SalonWriter): Promise<AdminEntry[]> {
  const log: AdminEntry[] = [];
  for (const run of RUNS) {
    const opened = salon.at(run.on, '11:00');
    await salon.insert('public.stylist_promotions', [
      {
        id: run.id,
        user_id: run.candidate,
        requested_by: run.by,
        background_check_status: 'pending',
        id_verification_status: 'pending',
        training_completed: false,
        mfa_enabled: false,
        status: 'draft',
        notes: [noteOf(opened, run.by, 'create', run.note)],
        created_at: opened,
        updated_at: opened,
      },
    ]);
    log.push(entryOf(run, opened, run.by, 'CREATE_PROMOTION', { from: null, to: 'draft', userId: run.candidate }));
    let from = 'draft';
    for (const step of run.steps) {
      const at = salon.at(step.on, '12:00');
      await take(salon, run, step, at);
      const details = { from, to: step.to, ...detailsOf(step) };
      log.push(entryOf(run, at, step.by, ACTION_NAMES[step.action], details));
      from = step.to;
    }
  }
  return log;
}

/** The columns that say who ended it and when. */
function actorColumns({ action, by }: Step, at: string): Row {
  if (action === 'approve') return { approved_by: by, approved_at: at };
  if (action === 'reject') return { rejected_by: by, rejected_at: at };
  if (action === 'revoke') return { revoked_by: by, revoked_at: at };
  return {};
}

async function take(salon: SalonWriter, run: Run, step: Step, at: string): Promise<void> {
  const columns = { status: step.to, ...step.set, ...actorColumns(step, at) };
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

/** As the service logs the step. */
function detailsOf({ action, set = {}, note }: Step): Row {
  if (action === 'save_draft') return { oldValues: {}, newValues: { ...DRAFT, bio: undefined } };
  const values = Object.fromEntries(Object.entries(set).map(([column, value]) => [FIELDS[column] ?? column, value]));
  return action === 'record_checks' ? { newValues: values, note } : { ...values, note };
}

function entryOf(run: Run, at: string, actor: string, action: AdminEntry['action'], details: Row): AdminEntry {
  return { at, actor, action, targetType: 'stylist_promotion', targetId: run.id, details };
}
