import { describe, expect, test } from '@jest/globals';
import { historyOf, type LoggedStep, type NotedStep } from '../../src/promotions/promotion-history.js';

const BEGUN = new Date('2026-01-01T08:00:00Z');
const at = (minute: number): Date => new Date(BEGUN.getTime() + minute * 60_000);

function logged(
  minute: number,
  action: string,
  details: Record<string, unknown> | null = {},
  actorId = 'a',
): LoggedStep {
  return { at: at(minute), action, actorId, actorName: 'Sarita', details };
}

function noted(minute: number | null, action: string | null, note: string | null, actorId = 'a'): NotedStep {
  const timestamp = minute === null ? 'long ago' : at(minute).toISOString();
  return { timestamp, actorId, actorName: 'Sarita', action, note, begun: BEGUN };
}

const brief = (log: LoggedStep[], notes: NotedStep[]): unknown[] =>
  historyOf(log, notes).map(({ action, from, to, details }) => [action, from, to, details['note'] ?? null]);

describe('The history of a promotion', () => {
  test('joins a log row and the notes of the same actor and moment', () => {
    const log = [
      logged(0, 'initiate_stylist_promotion'),
      logged(5, 'update_promotion_checks', { workflow_status: 'pending_approval' }),
    ];
    const notes = [noted(0, 'promotion_initiated', 'Begun'), noted(5, 'mfa_updated', 'Seen'), noted(5, 'auto', 'Done')];
    expect(brief(log, notes)).toEqual([
      ['create', null, 'draft', 'Begun'],
      ['record_checks', 'draft', 'pending_approval', 'Seen; Done'],
    ]);
  });

  test('keeps a note apart that another wrote, or that no log row tells', () => {
    const log = [logged(0, 'initiate_stylist_promotion')];
    const notes = [noted(0, 'x', 'Mine', 'b'), noted(3, null, 'Later'), noted(null, 'note', 'Undated')];
    expect(brief(log, notes)).toEqual([
      ['create', null, 'draft', null],
      ['note', 'draft', 'draft', 'Mine'],
      ['note', 'draft', 'draft', 'Undated'],
      ['note', 'draft', 'draft', 'Later'],
    ]);
  });

  test('tells the service’s own steps once, also where the note is later than the row', () => {
    const log = [
      logged(0, 'CREATE_PROMOTION', { from: null, to: 'draft' }),
      logged(1, 'ADD_NOTE', { from: 'draft', to: 'draft', note: 'One' }),
      logged(2, 'REJECT_PROMOTION', { from: 'draft', to: 'rejected', reason: 'No' }),
    ];
    const notes = [noted(0, 'create', null), noted(4, 'note', 'One'), noted(4, 'reject', 'No')];
    expect(brief(log, notes)).toEqual([
      ['create', null, 'draft', null],
      ['note', 'draft', 'draft', 'One'],
      ['reject', 'draft', 'rejected', null],
    ]);
  });

  test('knows where a step of a host leads, and gives no state that there is none of', () => {
    const log = [
      logged(0, 'request_promotion', null),
      logged(1, 'complete_stylist_promotion', { to: 'somewhere' }),
      logged(2, 'revoke_promotion'),
      logged(3, 'sent_a_letter'),
    ];
    expect(brief(log, [])).toEqual([
      ['create', null, 'draft', null],
      ['approve', 'draft', 'approved', null],
      ['revoke', 'approved', 'revoked', null],
      ['note', 'revoked', 'revoked', null],
    ]);
  });

  test('without a log is its notes', () => {
    expect(brief([], [noted(1, 'note', 'Has a good hand')])).toEqual([['note', 'draft', 'draft', 'Has a good hand']]);
  });
});
