import { closedFunction, ownTable, type Step } from './steps.js';
import { stylistActive } from './stylist-active.js';

/** Functions that several tables use. */
export const shared: Step[] = [
  {
    sql: `
CREATE FUNCTION private.count_row_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.row_version := OLD.row_version + 1;
  RETURN NEW;
END
$$`,
    undo: 'DROP FUNCTION private.count_row_version()',
  },
  { sql: closedFunction('private.count_row_version()') },
  ...stylistActive,
];

/**
 * Settings that the database enforces too. Only the owner writes them, so that a stolen login of the service cannot switch
 * them off: `npm run migrate` does, from the environment.
 */
export const settings: Step[] = [
  {
    sql: `
CREATE TABLE private.service_engine_settings (
  is_present boolean PRIMARY KEY DEFAULT true CONSTRAINT service_engine_settings_only_one CHECK (is_present),
  four_eyes boolean NOT NULL DEFAULT true
);
INSERT INTO private.service_engine_settings DEFAULT VALUES;
COMMENT ON TABLE private.service_engine_settings IS 'Settings that the database enforces; npm run migrate writes them'`,
    undo: 'DROP TABLE private.service_engine_settings',
  },
  ...ownTable('private.service_engine_settings', { owner: ['SELECT', 'UPDATE'], engine: ['SELECT'] }),
];

/** The answers that are replayed under an `Idempotency-Key` (docs/api.md "Idempotency"). */
export const idempotency: Step[] = [
  {
    sql: `
CREATE TABLE private.idempotency_keys (
  caller uuid NOT NULL,
  key text NOT NULL CONSTRAINT idempotency_keys_key_size CHECK (char_length(key) <= 255),
  fingerprint text NOT NULL CONSTRAINT idempotency_keys_fingerprint_size CHECK (char_length(fingerprint) = 64),
  status integer NOT NULL,
  headers jsonb NOT NULL CONSTRAINT idempotency_keys_headers_size CHECK (octet_length(headers::text) <= 65536),
  body text NOT NULL CONSTRAINT idempotency_keys_body_size CHECK (octet_length(body) <= 16777216),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX idx_idempotency_keys_created ON private.idempotency_keys (created_at);
COMMENT ON TABLE private.idempotency_keys IS 'Answers kept for 24 hours to be replayed'`,
    undo: 'DROP TABLE private.idempotency_keys',
  },
  ...ownTable('private.idempotency_keys', { engine: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }),
];
