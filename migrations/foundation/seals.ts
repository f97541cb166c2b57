import { appendOnly } from './logs.js';
import { closedFunction, ownTable, type Step } from './steps.js';

const LOG_NAMES = `CHECK (log IN ('schedule_change_log', 'service_management_log'))`;

/** The seals, which make a later change of the logs evident (docs/rules.md "Audit"). */
export const seals: Step[] = [
  {
    sql: `
CREATE TABLE private.audit_seals (
  log text NOT NULL CONSTRAINT audit_seals_log ${LOG_NAMES},
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
COMMENT ON TABLE private.audit_seals IS 'Closed ranges of the logs, each chained to the one before; append-only'`,
    undo: 'DROP TABLE private.audit_seals',
  },
  ...appendOnly('private.audit_seals', { owner: ['SELECT'] }),
  {
    sql: `
CREATE TABLE private.audit_heads (
  log text PRIMARY KEY CONSTRAINT audit_heads_log ${LOG_NAMES},
  number bigint NOT NULL,
  first_id bigint,
  last_id bigint,
  digest bytea NOT NULL
);
INSERT INTO private.audit_heads (log, number, digest)
VALUES ('schedule_change_log', 0, ''), ('service_management_log', 0, '');
CREATE TRIGGER refuse_delete BEFORE DELETE ON private.audit_heads
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON private.audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();
COMMENT ON TABLE private.audit_heads IS 'The last seal of each log, so that a removed seal is noticed'`,
    undo: 'DROP TABLE private.audit_heads',
  },
  ...ownTable('private.audit_heads', { owner: ['SELECT', 'UPDATE'], engine: ['SELECT'] }),
  // A head whose seal was removed does not move on: it goes on pointing to that seal.
  {
    sql: `
CREATE FUNCTION private.move_audit_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  UPDATE private.audit_heads h
     SET number = NEW.number, first_id = NEW.first_id, last_id = NEW.last_id, digest = NEW.digest
   WHERE h.log = NEW.log AND h.number = NEW.number - 1
     AND (h.number = 0 OR EXISTS (SELECT FROM private.audit_seals s
                                   WHERE (s.log, s.number, s.digest) = (h.log, h.number, h.digest)));
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.move_audit_head()',
  },
  { sql: closedFunction('private.move_audit_head()') },
  {
    sql: `
CREATE TRIGGER move_head AFTER INSERT ON private.audit_seals
  FOR EACH ROW EXECUTE FUNCTION private.move_audit_head()`,
    undo: 'DROP TRIGGER move_head ON private.audit_seals',
  },
];
