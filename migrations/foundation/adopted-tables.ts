import type { DataConflict } from './data-conflicts.js';
import { AS_BLOCK, AS_CLOSURE, ownStanding } from './recognised-overrides.js';

/** A planned table as the plan's SQL creates it, and how its rows become rows of the service. */
export interface AdoptedTable {
  /** The plan's columns with their types. */
  columns: Record<string, string>;
  key: string;
  /** Columns that are not copied as they are: an expression over the old row `e`. */
  becomes: Record<string, string>;
  /** The same, where it depends on the old log of changes, if there is one. */
  standing?: (log: string | undefined) => Record<string, string>;
  /** What a revert copies back: rows whose version changed, added rows only, or nothing. */
  back: 'versions' | 'additions' | 'nothing';
  /** Of a log: whether the adopted table can hold a row `o`. It cannot after its account was deleted. */
  fits?: string;
  /** Of a row `r` that the adopted table has no words for: what it is, null otherwise. A revert refuses such rows. */
  beyond?: string;
  /** What a revert writes into a column instead of the row's value: an expression over the row `r`. */
  restored?: Record<string, string>;
  /** The statement that makes refused rows fit, given their ids as a list of literals. */
  mend?: (ids: string) => string;
}

const WHEN = 'timestamp with time zone';
const TIME = 'time without time zone';

const NOTES = `(
  SELECT coalesce(jsonb_agg(CASE WHEN note.value ? 'action' THEN note.value
                                 ELSE note.value || '{"action": "note"}' END ORDER BY note.position), '[]')
    FROM jsonb_array_elements(e.notes) WITH ORDINALITY AS note (value, position))`;

/** A time that was not recorded is the row's last change; a missing reason is `Not recorded`. */
const since = (column: string, states: string): string =>
  `CASE WHEN e.status IN (${states}) THEN coalesce(e.${column}, e.updated_at) END`;
const reason = (column: string, state: string): string =>
  `CASE WHEN e.status = '${state}' THEN coalesce(e.${column}, 'Not recorded') END`;

export const ADOPTED_TABLES: Record<string, AdoptedTable> = {
  'public.stylist_promotions': {
    columns: {
      id: 'uuid',
      user_id: 'uuid',
      requested_by: 'uuid',
      approved_by: 'uuid',
      background_check_status: 'text',
      id_verification_status: 'text',
      training_completed: 'boolean',
      mfa_enabled: 'boolean',
      status: 'text',
      rejection_reason: 'text',
      revocation_reason: 'text',
      notes: 'jsonb',
      created_at: WHEN,
      approved_at: WHEN,
      rejected_at: WHEN,
      updated_at: WHEN,
    },
    key: 'id',
    becomes: {
      approved_at: since('approved_at', `'approved', 'revoked'`),
      rejected_at: since('rejected_at', `'rejected'`),
      revoked_at: `CASE WHEN e.status = 'revoked' THEN e.updated_at END`,
      rejection_reason: reason('rejection_reason', 'rejected'),
      revocation_reason: reason('revocation_reason', 'revoked'),
      notes: NOTES,
    },
    // The plan's CHECKs allow these only in their own state. The notes keep when a revoked run was approved.
    restored: {
      approved_at: `CASE WHEN r.status = 'approved' THEN r.approved_at END`,
      rejected_at: `CASE WHEN r.status = 'rejected' THEN r.rejected_at END`,
    },
    // The account that opened the run was deleted, and the old column is NOT NULL.
    mend: (ids) =>
      // The guard keeps actors as they are, the owner's hand too, so the owner sets it aside for this one statement.
      `ALTER TABLE public.stylist_promotions DISABLE TRIGGER guard_stylist_promotion; UPDATE public.stylist_promotions SET requested_by = (SELECT ur.user_id FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id WHERE r.name = 'admin' AND ur.is_active ORDER BY ur.assigned_at LIMIT 1) WHERE requested_by IS NULL AND id IN (${ids}); ALTER TABLE public.stylist_promotions ENABLE ALWAYS TRIGGER guard_stylist_promotion`,
    back: 'versions',
  },
  'public.stylist_override_budgets': {
    columns: {
      stylist_user_id: 'uuid',
      monthly_override_limit: 'integer',
      current_month_overrides: 'integer',
      emergency_overrides_remaining: 'integer',
      budget_reset_at: WHEN,
      last_override_at: WHEN,
      created_at: WHEN,
      updated_at: WHEN,
    },
    key: 'stylist_user_id',
    becomes: {},
    mend: (ids) =>
      `UPDATE public.stylist_override_budgets SET current_month_overrides = least(current_month_overrides, monthly_override_limit + emergency_overrides_remaining) WHERE stylist_user_id IN (${ids})`,
    back: 'versions',
  },
  'public.schedule_overrides': {
    columns: {
      id: 'uuid',
      override_type: 'text',
      applies_to_all_stylists: 'boolean',
      stylist_user_id: 'uuid',
      start_date: 'date',
      end_date: 'date',
      override_start_time: TIME,
      override_end_time: TIME,
      is_closed: 'boolean',
      priority: 'integer',
      reason: 'text',
      created_by: 'uuid',
      created_at: WHEN,
      updated_at: WHEN,
    },
    key: 'id',
    becomes: {},
    standing: ownStanding,
    // Without its branch it would reach nobody, or everybody.
    beyond: `CASE WHEN r.branch_id IS NOT NULL THEN 'of a branch' END`,
    mend: (ids) => `DELETE FROM public.schedule_overrides WHERE id IN (${ids})`,
    back: 'versions',
  },
  'private.schedule_change_log': {
    columns: {
      id: 'bigint',
      stylist_user_id: 'uuid',
      change_date: 'date',
      change_type: 'text',
      old_values: 'jsonb',
      new_values: 'jsonb',
      reason: 'text',
      is_emergency: 'boolean',
      ip_address: 'inet',
      user_agent: 'text',
      created_at: WHEN,
    },
    key: 'id',
    becomes: {},
    back: 'additions',
    fits: 'EXISTS (SELECT FROM public.stylist_profiles p WHERE p.user_id = o.stylist_user_id)',
  },
  'private.availability_cache': {
    columns: {
      id: 'bigint',
      stylist_user_id: 'uuid',
      service_id: 'uuid',
      cache_date: 'date',
      available_slots: 'jsonb',
      computed_at: WHEN,
      expires_at: WHEN,
    },
    key: 'id',
    // Another format is a miss, so the service never serves slots of an earlier version.
    becomes: { snapshot: 'pg_current_snapshot()', format: `'earlier'` },
    back: 'nothing',
  },
  'private.service_management_log': {
    columns: {
      id: 'bigint',
      admin_user_id: 'uuid',
      action: 'text',
      target_id: 'uuid',
      target_type: 'text',
      severity: 'text',
      category: 'text',
      details: 'jsonb',
      ip_address: 'inet',
      user_agent: 'text',
      created_at: WHEN,
    },
    key: 'id',
    becomes: {},
    back: 'additions',
    fits: `o.target_type IS DISTINCT FROM 'audit_log' AND EXISTS (SELECT FROM auth.users u WHERE u.id = o.admin_user_id)`,
  },
};

const PROMOTIONS = 'public.stylist_promotions';
const BUDGETS = 'public.stylist_override_budgets';
const OVERRIDES = 'public.schedule_overrides';
const NIL = `'00000000-0000-0000-0000-000000000000'`;

function tooLong(table: string, column: string, longest: number): DataConflict {
  return {
    table,
    what: `a ${column} of more than ${longest} characters`,
    rows: `SELECT id FROM ${table} WHERE char_length(${column}) > ${longest}`,
    mend: (ids) => `UPDATE ${table} SET ${column} = left(${column}, ${longest}) WHERE id IN (${ids})`,
  };
}

function tooLarge(table: string, column: string): DataConflict {
  return {
    table,
    what: `a ${column} of more than 256 kB`,
    rows: `SELECT id FROM ${table} WHERE octet_length(${column}::text) > 262144`,
    mend: (ids) => `UPDATE ${table} SET ${column} = '{"removed": "too large"}' WHERE id IN (${ids})`,
  };
}

function infinite(table: string, column: string): DataConflict {
  return {
    table,
    what: `a ${column} that is infinite`,
    rows: `SELECT id FROM ${table} WHERE NOT isfinite(${column})`,
    mend: (ids) => `UPDATE ${table} SET ${column} = created_at::date WHERE id IN (${ids})`,
  };
}

function overrideOf(condition: string, what: string, change: string): DataConflict {
  return {
    table: OVERRIDES,
    what,
    rows: `SELECT id FROM ${OVERRIDES} WHERE ${condition}`,
    mend: (ids) => `UPDATE ${OVERRIDES} SET ${change} WHERE id IN (${ids})`,
  };
}

/** Rows of adopted tables that the new tables cannot hold as they are. */
export const ADOPTED_DATA_CONFLICTS: DataConflict[] = [
  {
    table: PROMOTIONS,
    what: 'an open promotion of a user who has a newer one',
    rows: `
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, id DESC) AS n
                  FROM ${PROMOTIONS}
                 WHERE status IN ('draft', 'pending_checks', 'pending_training', 'pending_approval')) AS open
 WHERE n > 1`,
    mend: (ids) =>
      `UPDATE ${PROMOTIONS} SET status = 'rejected', rejected_at = now(), rejection_reason = 'Superseded' WHERE id IN (${ids})`,
  },
  {
    table: PROMOTIONS,
    what: 'an approved promotion of a user who has a newer one',
    rows: `
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, id DESC) AS n
                  FROM ${PROMOTIONS}
                 WHERE status = 'approved') AS approved
 WHERE n > 1`,
    mend: (ids) => `UPDATE ${PROMOTIONS} SET status = 'revoked', revocation_reason = 'superseded' WHERE id IN (${ids})`,
  },
  {
    table: PROMOTIONS,
    what: 'an approver where nothing was approved, or the candidate as approver',
    rows: `SELECT id FROM ${PROMOTIONS}
            WHERE approved_by = user_id OR (approved_by IS NOT NULL AND status NOT IN ('approved', 'revoked'))`,
    mend: (ids) => `UPDATE ${PROMOTIONS} SET approved_by = NULL WHERE id IN (${ids})`,
  },
  {
    table: PROMOTIONS,
    what: 'notes that are no list of {timestamp, admin_id, note}',
    rows: `
SELECT id FROM ${PROMOTIONS}
 WHERE CASE WHEN jsonb_typeof(notes) <> 'array' THEN true
            ELSE EXISTS (SELECT FROM jsonb_array_elements(notes) AS note (value)
                          WHERE jsonb_typeof(note.value) <> 'object'
                             OR note.value ->> 'admin_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') END
    OR octet_length(notes::text) > 4000000`,
    mend: (ids) =>
      `UPDATE ${PROMOTIONS} SET notes = jsonb_build_array(jsonb_build_object('timestamp', now(), 'note', left(notes::text, 1000))) WHERE id IN (${ids})`,
  },
  tooLong(PROMOTIONS, 'rejection_reason', 1_000),
  tooLong(PROMOTIONS, 'revocation_reason', 1_000),
  {
    table: BUDGETS,
    what: 'a limit over 1000 or more than 100 tokens',
    rows: `SELECT stylist_user_id FROM ${BUDGETS}
            WHERE monthly_override_limit > 1000 OR emergency_overrides_remaining > 100`,
    mend: (ids) =>
      `UPDATE ${BUDGETS} SET monthly_override_limit = least(monthly_override_limit, 1000), emergency_overrides_remaining = least(emergency_overrides_remaining, 100) WHERE stylist_user_id IN (${ids})`,
  },
  overrideOf(
    `(override_start_time IS NULL) <> (override_end_time IS NULL)`,
    'one time without the other',
    'override_start_time = NULL, override_end_time = NULL',
  ),
  overrideOf(
    `is_closed AND (applies_to_all_stylists <> (override_type = 'business_closure')
                    OR override_type IN ('seasonal_hours', 'special_event'))`,
    'a closure that is neither a business closure for all nor a vacation of one',
    `override_type = CASE WHEN applies_to_all_stylists THEN 'business_closure' ELSE 'stylist_vacation' END, ${AS_CLOSURE}`,
  ),
  overrideOf(
    `NOT is_closed AND override_type IN ('business_closure', 'stylist_vacation')`,
    'hours that are called a closure or a vacation',
    AS_BLOCK,
  ),
  overrideOf(
    `NOT (isfinite(start_date) AND isfinite(end_date))`,
    'infinite dates',
    `start_date = greatest(start_date, created_at::date), end_date = least(end_date, created_at::date + 365)`,
  ),
  {
    table: OVERRIDES,
    what: 'an exact duplicate of an earlier row',
    rows: `
SELECT id FROM (SELECT id, row_number() OVER (
                         PARTITION BY override_type, coalesce(stylist_user_id, ${NIL}), start_date, end_date,
                                      override_start_time, override_end_time ORDER BY created_at, id) AS n
                  FROM ${OVERRIDES}) AS twin
 WHERE n > 1`,
    mend: (ids) => `DELETE FROM ${OVERRIDES} WHERE id IN (${ids})`,
  },
  tooLong(OVERRIDES, 'reason', 1_000),
  ...['private.schedule_change_log', 'private.service_management_log'].map((log) => tooLong(log, 'user_agent', 500)),
  tooLong('private.schedule_change_log', 'reason', 1_000),
  tooLong('private.service_management_log', 'action', 100),
  tooLarge('private.schedule_change_log', 'old_values'),
  tooLarge('private.schedule_change_log', 'new_values'),
  tooLarge('private.service_management_log', 'details'),
  infinite('private.schedule_change_log', 'change_date'),
  infinite('private.availability_cache', 'cache_date'),
];
