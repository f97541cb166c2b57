import { closedFunction, type Command, openPolicy, ownTable, type Step } from './steps.js';

const SIZES = { details: 262_144, agent: 500, requestId: 128, reason: 1_000 };
/** JSON that is nested deeper exhausts the stack of a program that reads it: one such row would break every list. */
const DEEPEST = 100;

/** Address and agent of a row that is younger are never forgotten, whatever the service asks for. */
export const YOUNGEST_FORGOTTEN_DAYS = 30;

/** Rows of one log that one call forgets: less than a second of work. */
const FORGOTTEN_AT_ONCE = 5_000;

/** The columns that a writer fills. */
const COLUMNS = {
  service_management_log: [
    'admin_user_id',
    'action',
    'target_id',
    'target_type',
    'severity',
    'category',
    'details',
    'ip_address',
    'user_agent',
    'request_id',
  ],
  schedule_change_log: [
    'stylist_user_id',
    'change_date',
    'change_type',
    'old_values',
    'new_values',
    'reason',
    'is_emergency',
    'actor_user_id',
    'ip_address',
    'user_agent',
    'request_id',
  ],
} as const;

/** The columns by which a row tells of its client. Forgetting makes them NULL; the digest stays. */
const CLIENT = ['ip_address', 'user_agent', 'client_salt'];

/**
 * The two append-only logs (docs/rules.md "Audit"). They have no foreign keys, because their rows outlive the accounts
 * that they name. Lists page by (created_at, id). The index of each filter includes the columns that decide who may see a
 * row, so that PostgreSQL counts from the index alone; the index by time includes every filter with few values.
 */
export const logs: Step[] = [
  {
    sql: `
CREATE FUNCTION private.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$`,
    undo: 'DROP FUNCTION private.refuse_change()',
  },
  { sql: closedFunction('private.refuse_change()') },
  {
    sql: `
CREATE TABLE private.schedule_change_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid NOT NULL,
  change_date date NOT NULL CONSTRAINT schedule_change_log_change_date CHECK (isfinite(change_date)),
  change_type text NOT NULL
    CONSTRAINT schedule_change_log_type
    CHECK (change_type IN ('availability_override', 'schedule_update', 'emergency_block')),
  old_values jsonb
    CONSTRAINT schedule_change_log_old_values_size CHECK (octet_length(old_values::text) <= ${SIZES.details}),
  new_values jsonb
    CONSTRAINT schedule_change_log_new_values_size CHECK (octet_length(new_values::text) <= ${SIZES.details}),
  reason text CONSTRAINT schedule_change_log_reason_size CHECK (char_length(reason) <= ${SIZES.reason}),
  is_emergency boolean NOT NULL DEFAULT false,
  actor_user_id uuid,
  ip_address inet,
  user_agent text CONSTRAINT schedule_change_log_user_agent_size CHECK (char_length(user_agent) <= ${SIZES.agent}),
  request_id text CONSTRAINT schedule_change_log_request_id_size CHECK (char_length(request_id) <= ${SIZES.requestId}),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT schedule_change_log_created_at CHECK (isfinite(created_at)),
  client_salt bytea,
  client_digest bytea,
  CONSTRAINT schedule_change_log_old_values_depth CHECK (NOT ${isDeeper('old_values')}),
  CONSTRAINT schedule_change_log_new_values_depth CHECK (NOT ${isDeeper('new_values')})
);
CREATE INDEX idx_schedule_change_log_stylist_date ON private.schedule_change_log (stylist_user_id, change_date DESC);
CREATE INDEX idx_schedule_change_log_created ON private.schedule_change_log (created_at DESC, id DESC)
  INCLUDE (stylist_user_id, change_type, is_emergency, actor_user_id);
CREATE INDEX idx_schedule_change_log_type ON private.schedule_change_log (change_type, created_at DESC, id DESC)
  INCLUDE (actor_user_id);
CREATE INDEX idx_schedule_change_log_stylist ON private.schedule_change_log (stylist_user_id, created_at DESC, id DESC)
  INCLUDE (actor_user_id);
CREATE INDEX idx_schedule_change_log_actor ON private.schedule_change_log (actor_user_id, created_at DESC, id DESC);
CREATE INDEX idx_schedule_change_log_client ON private.schedule_change_log (created_at) WHERE client_salt IS NOT NULL;
COMMENT ON TABLE private.schedule_change_log IS 'Every change to one stylist''s schedule; append-only'`,
    undo: 'DROP TABLE private.schedule_change_log',
  },
  {
    sql: `
CREATE TABLE private.service_management_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  admin_user_id uuid,
  action text NOT NULL CONSTRAINT service_management_log_action_size CHECK (char_length(action) <= 100),
  target_id uuid,
  target_type text
    CONSTRAINT service_management_log_target_type
    CHECK (target_type IN ('service', 'stylist_profile', 'stylist_schedule', 'stylist_promotion', 'schedule_override',
                           'override_budget', 'audit_log', 'webhook')),
  severity text NOT NULL DEFAULT 'info'
    CONSTRAINT service_management_log_severity CHECK (severity IN ('info', 'warning', 'critical')),
  category text NOT NULL
    CONSTRAINT service_management_log_category
    CHECK (category IN ('governance', 'security', 'data_access', 'configuration')),
  details jsonb CONSTRAINT service_management_log_details_size CHECK (octet_length(details::text) <= ${SIZES.details}),
  ip_address inet,
  user_agent text CONSTRAINT service_management_log_user_agent_size CHECK (char_length(user_agent) <= ${SIZES.agent}),
  request_id text
    CONSTRAINT service_management_log_request_id_size CHECK (char_length(request_id) <= ${SIZES.requestId}),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT service_management_log_created_at CHECK (isfinite(created_at)),
  client_salt bytea,
  client_digest bytea,
  CONSTRAINT service_management_log_details_depth CHECK (NOT ${isDeeper('details')})
);
CREATE INDEX idx_service_mgmt_log_created ON private.service_management_log (created_at DESC, id DESC)
  INCLUDE (category, severity, action, admin_user_id, target_type);
CREATE INDEX idx_service_mgmt_log_category ON private.service_management_log (category, created_at DESC, id DESC)
  INCLUDE (admin_user_id);
CREATE INDEX idx_service_mgmt_log_admin ON private.service_management_log (admin_user_id, created_at DESC, id DESC)
  INCLUDE (category);
CREATE INDEX idx_service_mgmt_log_severity ON private.service_management_log (severity, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id) WHERE severity IN ('warning', 'critical');
CREATE INDEX idx_service_mgmt_log_action ON private.service_management_log (action, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id);
CREATE INDEX idx_service_mgmt_log_target ON private.service_management_log (target_id, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id);
CREATE INDEX idx_service_mgmt_log_client ON private.service_management_log (created_at) WHERE client_salt IS NOT NULL;
COMMENT ON TABLE private.service_management_log IS 'What admins did and what was refused; append-only'`,
    undo: 'DROP TABLE private.service_management_log',
  },
  {
    // Once address, agent and salt are forgotten, nobody can tell them from the digest: the salt is random.
    sql: `
CREATE FUNCTION private.salt_client() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.client_salt := NULL;
  NEW.client_digest := NULL;
  IF NEW.ip_address IS NOT NULL OR NEW.user_agent IS NOT NULL THEN
    NEW.client_salt := uuid_send(gen_random_uuid());
    NEW.client_digest := ${clientDigest('NEW')};
  END IF;
  RETURN NEW;
END
$$`,
    undo: 'DROP FUNCTION private.salt_client()',
  },
  { sql: closedFunction('private.salt_client()') },
  ...Object.entries(COLUMNS).flatMap(([log, columns]) => [
    ...appendOnly(`private.${log}`, {
      owner: ['SELECT', 'INSERT', 'UPDATE'],
      engine: ['SELECT'],
      mayChange: onlyForgets(columns),
    }),
    // By column: the database chooses id, time and digest.
    { sql: `GRANT INSERT (${columns.join(', ')}) ON private.${log} TO service_engine` },
    { sql: openPolicy(`${log}_engine_insert`, `private.${log}`, 'INSERT', 'service_engine') },
    {
      sql: `
CREATE TRIGGER salt_client BEFORE INSERT ON private.${log}
  FOR EACH ROW EXECUTE FUNCTION private.salt_client();
ALTER TABLE private.${log} ENABLE ALWAYS TRIGGER salt_client`,
      undo: `DROP TRIGGER salt_client ON private.${log}`,
    },
  ]),
  {
    // The trigger refuse_change holds whatever this function could do besides.
    sql: `
CREATE FUNCTION private.forget_clients(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  forgotten bigint := 0;
  more bigint;
BEGIN
  IF days IS NULL OR days < ${YOUNGEST_FORGOTTEN_DAYS} THEN
    RAISE EXCEPTION 'address and agent are kept for ${YOUNGEST_FORGOTTEN_DAYS} days at least' USING ERRCODE = '22023';
  END IF;
${Object.keys(COLUMNS)
  .map(
    (log) => `
  UPDATE private.${log} l
     SET ip_address = NULL, user_agent = NULL, client_salt = NULL
   WHERE l.id IN (SELECT o.id
                    FROM private.${log} o
                   WHERE o.client_salt IS NOT NULL AND o.created_at < now() - make_interval(days => days)
                   ORDER BY o.created_at
                   LIMIT ${FORGOTTEN_AT_ONCE}
                     FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS more = ROW_COUNT;
  forgotten := forgotten + more;`,
  )
  .join('')}
  RETURN forgotten;
END
$$`,
    undo: 'DROP FUNCTION private.forget_clients(integer)',
  },
  { sql: closedFunction('private.forget_clients(integer)') },
  { sql: 'GRANT EXECUTE ON FUNCTION private.forget_clients(integer) TO service_engine' },
  {
    // Only of accounts that the log names: the service's login must not read everybody's address.
    sql: `
CREATE FUNCTION private.emails_of(ids uuid[]) RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT u.id, u.email::text
    FROM auth.users u
   WHERE u.id = ANY (ids) AND EXISTS (SELECT FROM private.service_management_log l WHERE l.admin_user_id = u.id)
$$`,
    undo: 'DROP FUNCTION private.emails_of(uuid[])',
  },
  { sql: closedFunction('private.emails_of(uuid[])') },
  { sql: 'GRANT EXECUTE ON FUNCTION private.emails_of(uuid[]) TO service_engine' },
];

/**
 * No role has the right to change or remove a row, and triggers refuse it to the owner and to superusers, also where
 * `session_replication_role` keeps other triggers from firing.
 *
 * @param mayChange the condition of an UPDATE from `OLD` to `NEW` that the triggers let through.
 */
export function appendOnly(
  table: string,
  rights: { owner: readonly Command[]; engine: readonly Command[]; mayChange?: string },
): Step[] {
  return [
    ...ownTable(table, rights),
    {
      sql: `
CREATE TRIGGER refuse_change BEFORE UPDATE ON ${table}
  FOR EACH ROW WHEN (NOT (${rights.mayChange ?? 'false'})) EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();
ALTER TABLE ${table} ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ${table} ENABLE ALWAYS TRIGGER refuse_delete;
ALTER TABLE ${table} ENABLE ALWAYS TRIGGER refuse_truncate`,
      undo: `
DROP TRIGGER refuse_change ON ${table};
DROP TRIGGER refuse_delete ON ${table};
DROP TRIGGER refuse_truncate ON ${table}`,
    },
  ];
}

/** SQL of the salted digest of the client of a row: of what it may forget. */
export function clientDigest(row: string): string {
  const client = `jsonb_build_array(${row}.ip_address, ${row}.user_agent)`;
  return `sha256(${row}.client_salt || convert_to(${client}::text, 'UTF8'))`;
}

/** The condition that an UPDATE of an old row forgets its client and changes nothing else. */
function onlyForgets(columns: readonly string[]): string {
  const kept = ['id', 'created_at', 'client_digest', ...columns].filter((column) => !CLIENT.includes(column));
  const rowOf = (version: string): string => `ROW(${kept.map((column) => `${version}.${column}`).join(', ')})`;
  return `
    OLD.created_at < now() - interval '${YOUNGEST_FORGOTTEN_DAYS} days'
    AND ${CLIENT.map((column) => `NEW.${column} IS NULL`).join(' AND ')}
    AND ${rowOf('NEW')} IS NOT DISTINCT FROM ${rowOf('OLD')}`;
}

/** The condition that a document is nested deeper than {@link DEEPEST}. */
function isDeeper(column: string): string {
  return `jsonb_path_exists(${column}, 'strict $.**{${DEEPEST}}')`;
}
