import { appendOnly } from './logs.js';
import { ownTable, type Step } from './steps.js';

/** Ids a block of a log spans; one bit each (see `src/audit/blocks.ts`). */
const BLOCK = 4_096;

const LOG_NAMES = `CHECK (log IN ('schedule_change_log', 'service_management_log'))`;

/** What makes tampering with the logs evident (rules.md §8), and what makes counting them cheap. */
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
  ...appendOnly('private.audit_seals'),
  {
    sql: `
CREATE TABLE private.audit_blocks (
  log text NOT NULL CONSTRAINT audit_blocks_log ${LOG_NAMES},
  block bigint NOT NULL,
  oldest_at timestamptz NOT NULL,
  newest_at timestamptz NOT NULL,
  chunks_oldest_at timestamptz[] NOT NULL,
  chunks_newest_at timestamptz[] NOT NULL,
  members bit(${BLOCK}) NOT NULL,
  PRIMARY KEY (log, block)
);
CREATE TABLE private.audit_block_values (
  log text NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  block bigint NOT NULL,
  members bit(${BLOCK}) NOT NULL,
  PRIMARY KEY (log, field, value, block)
);
COMMENT ON TABLE private.audit_blocks IS 'Which ids of a sealed block of a log are rows, and of when; derived from the log';
COMMENT ON TABLE private.audit_block_values IS 'Which rows of a sealed block have a value; derived from the log'`,
    undo: 'DROP TABLE private.audit_block_values, private.audit_blocks',
  },
  ...ownTable('private.audit_blocks', { engine: ['SELECT', 'INSERT'] }),
  ...ownTable('private.audit_block_values', { engine: ['SELECT', 'INSERT'] }),
];
