import { STATUSES, STEP_NAMES, STEPS, type PromotionStatus, type StepName } from './promotion.states.js';

/** A row of the audit log about a promotion: a step of the service, or of a host's function before it. */
export interface LoggedStep {
  at: Date;
  action: string;
  actorId: string | null;
  actorName: string | null;
  details: Record<string, unknown> | null;
}

/** A stored note, with the name of who wrote it. */
export interface NotedStep {
  /** As it was stored; a host may have stored anything. */
  timestamp: string | null;
  actorId: string | null;
  actorName: string | null;
  action: string | null;
  note: string | null;
  /** When the promotion began: the time of a note that names none. */
  begun: Date;
}

export interface HistoryItem {
  at: Date;
  action: StepName;
  from: PromotionStatus | null;
  to: PromotionStatus;
  actorId: string | null;
  actorName: string | null;
  details: Record<string, unknown>;
}

/** Words in the names that functions of hosts give to steps. */
const WORDS: [StepName, RegExp][] = [
  ['record_checks', /check/],
  ['approve', /approv|complet/],
  ['reject', /reject/],
  ['revoke', /revok/],
  ['submit', /submit/],
  ['create', /creat|initiat|request|open/],
];

/** The state after a step that says none. */
const REACHED: Partial<Record<StepName, PromotionStatus>> = {
  create: 'draft',
  approve: 'approved',
  reject: 'rejected',
  revoke: 'revoked',
};

/**
 * The steps of a promotion, oldest first. A log row and the notes that the same actor wrote at the same moment are one
 * item; a note that no log row tells is a `note` (docs/database.md "Moving into a living marketplace").
 *
 * @param logged in the order in which they were written: a transaction that waited for the lock has the earlier time.
 */
export function historyOf(logged: readonly LoggedStep[], notes: readonly NotedStep[]): HistoryItem[] {
  const steps = logged.map((row) => ({ ...row, details: row.details ?? {}, said: [] as string[] }));
  const alone: { at: Date; note: NotedStep }[] = [];
  for (const note of notes) {
    const dated = momentOf(note);
    const at = dated ?? note.begun;
    const together = steps.find((row) => row.actorId === note.actorId && row.at.getTime() === dated?.getTime());
    if (together !== undefined) together.said.push(...(note.note === null ? [] : [note.note]));
    else if (!steps.some((row) => tells(row, note))) alone.push({ at, note });
  }
  const items: HistoryItem[] = [];
  const add = (item: Omit<HistoryItem, 'from' | 'to'>, from: unknown, to: unknown): void => {
    const before = items.at(-1)?.to ?? null;
    const start = item.action === 'create' ? null : (statusOf(from) ?? before ?? 'draft');
    items.push({ ...item, from: start, to: statusOf(to) ?? REACHED[item.action] ?? before ?? 'draft' });
  };
  const addNotes = (until: Date | null): void => {
    const count = alone.filter(({ at }) => until === null || at < until).length;
    for (const { at, note } of alone.splice(0, count)) {
      const { actorId, actorName } = note;
      add({ at, action: 'note', actorId, actorName, details: { note: note.note } }, null, null);
    }
  };
  alone.sort((one, other) => one.at.getTime() - other.at.getTime());
  for (const row of steps) {
    addNotes(row.at);
    const { from, to, workflow_status: reached, ...rest } = row.details;
    const { at, action, actorId, actorName, said } = row;
    // The service's own rows hold what the note says.
    const details = to !== undefined || said.length === 0 ? rest : { ...rest, note: said.join('; ') };
    add({ at, action: stepOf(action), actorId, actorName, details }, from, to ?? reached);
  }
  addNotes(null);
  return items;
}

/** Whether the service's log row is that of the note: a step that waited for the lock has a later note. */
function tells(
  row: { action: string; actorId: string | null; details: Record<string, unknown> },
  note: NotedStep,
): boolean {
  if (note.action === null || !(note.action in STEPS) || row.actorId !== note.actorId) return false;
  if (STEPS[note.action as StepName] !== row.action) return false;
  return note.action !== 'note' || row.details['note'] === note.note;
}

function momentOf({ timestamp }: NotedStep): Date | undefined {
  const at = new Date(timestamp ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function stepOf(action: string): StepName {
  const own = STEP_NAMES.find((name) => STEPS[name] === action);
  return own ?? WORDS.find(([, word]) => word.test(action))?.[0] ?? 'note';
}

function statusOf(given: unknown): PromotionStatus | undefined {
  return STATUSES.find((status) => status === given);
}
