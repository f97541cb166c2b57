import { appendOnly, clientDigest, YOUNGEST_FORGOTTEN_DAYS } from './logs.js';
import { closedFunction, type Step } from './steps.js';

const LOGS = ['schedule_change_log', 'service_management_log'] as const;

/** One seal digests so many rows in some tens of milliseconds. */
const ROWS_A_SEAL = 10_000;
/** Sealing waits for open transactions so many times, so many seconds each. */
const WAITS = 20;
const WAIT_SECONDS = 0.05;
/** Ids of adopted rows may be negative. */
const BEFORE_FIRST_ID = `'${-(2n ** 63n)}'::bigint`;

/** All columns of a row `l`, as bytes that no session setting changes. Of its client only the digest counts. */
const BYTES: Record<(typeof LOGS)[number], string> = {
  service_management_log: `
      convert_to(ROW(l.id, l.admin_user_id, l.action, l.target_id, l.target_type, l.severity, l.category, l.details,
                     encode(l.client_digest, 'hex'), l.request_id)::text, 'UTF8')
      || timestamptz_send(l.created_at)`,
  schedule_change_log: `
      convert_to(ROW(l.id, l.stylist_user_id, l.change_type, l.old_values, l.new_values, l.reason, l.is_emergency,
                     l.actor_user_id, encode(l.client_digest, 'hex'), l.request_id)::text, 'UTF8')
      || date_send(l.change_date) || timestamptz_send(l.created_at)`,
};

/** Whether address and agent of a row `l` are those of its digest, or forgotten, which takes its time. */
const CLIENT_HOLDS = `
      CASE WHEN l.client_salt IS NOT NULL
           THEN l.client_digest IS NOT DISTINCT FROM ${clientDigest('l')}
           ELSE l.ip_address IS NULL AND l.user_agent IS NULL
                AND (l.client_digest IS NULL OR l.created_at < now() - interval '${YOUNGEST_FORGOTTEN_DAYS} days')
      END`;

/**
 * Digests the rows of a log with ids from `after_id` (excluded) to `through_id` (included): the SHA-256 of the digest of
 * the seal before, the range with its number of rows, and the SHA-256 of each row by id. A row that PostgreSQL cannot
 * read has no digest; `unreadable_id` names the first one, and the rows after it are digested all the same.
 */
function digestFunction(log: (typeof LOGS)[number]): Step[] {
  const signature = `private.digest_${log}(bigint, bigint, bytea)`;
  const range = `FROM private.${log} l WHERE l.id > after_id AND l.id <= through_id`;
  return [
    {
      sql: `
CREATE FUNCTION private.digest_${log}(
  after_id bigint, through_id bigint, previous bytea,
  OUT first_id bigint, OUT last_id bigint, OUT row_count bigint, OUT newest_at timestamptz, OUT digest bytea,
  OUT clients_hold boolean, OUT unreadable_id bigint)
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  rows_digest bytea := '';
  row_digest bytea;
  row_id bigint;
BEGIN
  SELECT min(l.id), max(l.id), count(*), max(l.created_at)
    INTO first_id, last_id, row_count, newest_at
    ${range};
  BEGIN
    SELECT coalesce(string_agg(sha256(${BYTES[log]}), ''::bytea ORDER BY l.id), ''),
           coalesce(bool_and(${CLIENT_HOLDS}), true)
      INTO rows_digest, clients_hold
      ${range};
  EXCEPTION WHEN OTHERS THEN
    rows_digest := '';
    clients_hold := true;
    FOR row_id IN SELECT l.id ${range} ORDER BY l.id LOOP
      BEGIN
        SELECT sha256(${BYTES[log]}), clients_hold AND ${CLIENT_HOLDS}
          INTO row_digest, clients_hold
          FROM private.${log} l WHERE l.id = row_id;
      EXCEPTION WHEN OTHERS THEN
        row_digest := sha256('unreadable');
        unreadable_id := coalesce(unreadable_id, row_id);
      END;
      rows_digest := rows_digest || row_digest;
    END LOOP;
  END;
  digest := sha256(previous || convert_to(concat_ws(' ', '${log}', first_id, last_id, row_count) || E'\\n', 'UTF8')
                   || rows_digest);
END
$$`,
      undo: `DROP FUNCTION ${signature}`,
    },
    { sql: closedFunction(signature) },
    { sql: `GRANT EXECUTE ON FUNCTION ${signature} TO service_engine` },
  ];
}

/** Adds the next seal of a log, where rows are settled and not sealed. */
function sealNext(log: (typeof LOGS)[number]): string {
  return `
  SELECT s.number, s.last_id, s.digest INTO last_number, last_sealed, last_digest
    FROM (SELECT 0 AS number, ${BEFORE_FIRST_ID} AS last_id, ''::bytea AS digest
           UNION ALL
          SELECT c.number, c.last_id, c.digest FROM private.audit_seals c WHERE c.log = '${log}') s
   ORDER BY s.number DESC LIMIT 1;
  SELECT max(l.id) INTO sealed_through
    FROM (SELECT r.id FROM private.${log} r WHERE r.id > last_sealed AND r.id <= newest_${log}
           ORDER BY r.id LIMIT ${ROWS_A_SEAL}) l;
  IF sealed_through IS NOT NULL THEN
    RETURN QUERY
      INSERT INTO private.audit_seals AS s (log, number, first_id, last_id, row_count, newest_at, digest)
      SELECT '${log}', last_number + 1, d.first_id, d.last_id, d.row_count, d.newest_at, d.digest
        FROM private.digest_${log}(last_sealed, sealed_through, last_digest) d
      RETURNING s.log, s.number, s.last_id, s.row_count, s.digest;
  END IF;`;
}

/** The greatest id of a log that is not sealed; NULL when every row is. */
function newestUnsealed(log: (typeof LOGS)[number]): string {
  return `
  newest_${log} := (
    SELECT max(l.id) FROM private.${log} l
     WHERE l.id > coalesce((SELECT max(s.last_id) FROM private.audit_seals s WHERE s.log = '${log}'),
                           ${BEFORE_FIRST_ID}));`;
}

/** The writers of a log that has rows to seal: they hold this lock from before they draw an id until they end. */
function writersOf(log: (typeof LOGS)[number]): string {
  return `
          SELECT '${log} ' || k.virtualtransaction
            FROM pg_catalog.pg_locks k
           WHERE newest_${log} IS NOT NULL
             AND k.locktype = 'relation'
             AND k.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
             AND k.relation = 'private.${log}'::regclass
             AND k.mode = 'RowExclusiveLock'
             AND k.granted
             AND k.pid IS DISTINCT FROM pg_backend_pid()`;
}

const WRITERS = LOGS.map(writersOf).join('\n           UNION');

/** The seals, which make a later change of the logs evident (docs/rules.md "Audit"). */
export const seals: Step[] = [
  {
    sql: `
CREATE TABLE private.audit_seals (
  log text NOT NULL CONSTRAINT audit_seals_log CHECK (log IN ('schedule_change_log', 'service_management_log')),
  number bigint NOT NULL CONSTRAINT audit_seals_number CHECK (number > 0),
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  row_count bigint NOT NULL CONSTRAINT audit_seals_row_count CHECK (row_count > 0),
  newest_at timestamptz NOT NULL,
  digest bytea NOT NULL CONSTRAINT audit_seals_digest CHECK (octet_length(digest) = 32),
  sealed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (log, number),
  CONSTRAINT audit_seals_range CHECK (first_id <= last_id),
  CONSTRAINT audit_seals_one_a_range EXCLUDE USING gist (log WITH =, int8range(first_id, last_id, '[]') WITH &&)
);
CREATE INDEX idx_audit_seals_digest ON private.audit_seals (digest);
COMMENT ON TABLE private.audit_seals IS 'Closed ranges of the logs, each chained to the one before; append-only'`,
    undo: 'DROP TABLE private.audit_seals',
  },
  ...appendOnly('private.audit_seals', { owner: ['SELECT', 'INSERT'], engine: ['SELECT'] }),
  ...LOGS.flatMap(digestFunction),
  {
    /*
     * Seals at most one range of each log, and returns the new seals. It takes no argument, so its caller decides nothing.
     *
     * An id up to which no row can appear any more is settled: ids come from a sequence and may be committed in another
     * order, but once today's writers have ended, every id up to today's greatest is settled. A writer that lasts stops
     * the sealing of its log only. That needs a new snapshot a statement, so the function refuses another isolation
     * level: with an old snapshot it would seal over rows that it does not see. The lock on the seals is one that the
     * service itself has no right to take.
     */
    sql: `
CREATE FUNCTION private.seal_audit_logs()
RETURNS TABLE (log text, number bigint, last_id bigint, row_count bigint, digest bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
  newest_schedule_change_log bigint;
  newest_service_management_log bigint;
  writers text[];
  waits integer := 0;
  last_number bigint;
  last_sealed bigint;
  last_digest bytea;
  sealed_through bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the logs are sealed in a transaction that is read committed' USING ERRCODE = '25001';
  END IF;
${LOGS.map(newestUnsealed).join('')}
  writers := ARRAY(${WRITERS});
  WHILE cardinality(writers) > 0 AND waits < ${WAITS} LOOP
    waits := waits + 1;
    PERFORM pg_sleep(${WAIT_SECONDS});
    writers := ARRAY(SELECT unnest(writers) INTERSECT (${WRITERS}));
  END LOOP;
${LOGS.map((log) => `  IF array_to_string(writers, ',') LIKE '%${log} %' THEN newest_${log} := NULL; END IF;`).join('\n')}
  IF newest_schedule_change_log IS NULL AND newest_service_management_log IS NULL THEN RETURN; END IF;
  LOCK TABLE private.audit_seals IN SHARE ROW EXCLUSIVE MODE;
${LOGS.map(sealNext).join('\n')}
END
$$`,
    undo: 'DROP FUNCTION private.seal_audit_logs()',
  },
  { sql: closedFunction('private.seal_audit_logs()') },
  { sql: 'GRANT EXECUTE ON FUNCTION private.seal_audit_logs() TO service_engine' },
];
