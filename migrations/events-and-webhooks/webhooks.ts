import { closedFunction, ownTable, type Step } from '../foundation/steps.js';

/** Bytes of a sealed secret: a nonce, the secret and its tag. */
const SEALED = '(octet_length(%) BETWEEN 29 AND 512)';

/**
 * Webhooks and their deliveries. An event makes one delivery for each webhook that is enabled at that moment, in the
 * transaction of the event: it cannot be lost, and it cannot be sent for a change that was rolled back.
 */
export const webhooks: Step[] = [
  {
    sql: `
CREATE TABLE private.webhooks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  url text NOT NULL CONSTRAINT webhooks_url CHECK (char_length(url) <= 2048 AND url ~ '^https?://'),
  types text[] NOT NULL CONSTRAINT webhooks_types CHECK (cardinality(types) BETWEEN 1 AND 50),
  description text CONSTRAINT webhooks_description_size CHECK (char_length(description) <= 500),
  is_enabled boolean NOT NULL DEFAULT true,
  secret bytea NOT NULL CONSTRAINT webhooks_secret CHECK ${SEALED.replace('%', 'secret')},
  former_secret bytea CONSTRAINT webhooks_former_secret CHECK ${SEALED.replace('%', 'former_secret')},
  former_until timestamptz,
  failing_since timestamptz,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  row_version integer NOT NULL DEFAULT 1,
  CONSTRAINT webhooks_former CHECK ((former_secret IS NULL) = (former_until IS NULL))
);
CREATE INDEX idx_webhooks_created ON private.webhooks (created_at, id);
COMMENT ON TABLE private.webhooks IS 'Where events are sent; the secrets are sealed with a key that is not in the database';
CREATE TABLE private.webhook_deliveries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  webhook_id uuid NOT NULL REFERENCES private.webhooks ON DELETE CASCADE,
  event_id uuid NOT NULL REFERENCES private.events ON DELETE CASCADE,
  status text NOT NULL DEFAULT 'pending'
    CONSTRAINT webhook_deliveries_status CHECK (status IN ('pending', 'delivered', 'failed')),
  attempt integer NOT NULL DEFAULT 0 CONSTRAINT webhook_deliveries_attempt CHECK (attempt >= 0),
  response_status integer,
  next_attempt_at timestamptz DEFAULT now(),
  claim uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhook_deliveries_one UNIQUE (webhook_id, event_id),
  CONSTRAINT webhook_deliveries_next CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX idx_webhook_deliveries_event ON private.webhook_deliveries (event_id);
CREATE INDEX idx_webhook_deliveries_due ON private.webhook_deliveries (webhook_id, next_attempt_at)
  WHERE status = 'pending';
CREATE INDEX idx_webhook_deliveries_created ON private.webhook_deliveries (webhook_id, created_at DESC, id DESC);
COMMENT ON TABLE private.webhook_deliveries IS 'One message a webhook and event'`,
    undo: `
DROP TABLE private.webhook_deliveries;
DROP TABLE private.webhooks`,
  },
  ...ownTable('private.webhooks', { owner: ['SELECT', 'INSERT'], engine: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }),
  ...ownTable('private.webhook_deliveries', {
    owner: ['SELECT', 'INSERT'],
    engine: ['SELECT', 'UPDATE'],
  }),
  {
    sql: `
CREATE TRIGGER count_row_version BEFORE UPDATE ON private.webhooks
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
ALTER TABLE private.webhooks ENABLE ALWAYS TRIGGER count_row_version`,
    undo: 'DROP TRIGGER count_row_version ON private.webhooks',
  },
  {
    sql: `
CREATE FUNCTION private.address_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO private.webhook_deliveries (webhook_id, event_id)
  SELECT w.id, NEW.id FROM private.webhooks w WHERE w.is_enabled AND NEW.type = ANY (w.types);
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.address_event()',
  },
  { sql: closedFunction('private.address_event()') },
  {
    sql: `
CREATE TRIGGER address_event AFTER INSERT ON private.events
  FOR EACH ROW EXECUTE FUNCTION private.address_event();
ALTER TABLE private.events ENABLE ALWAYS TRIGGER address_event`,
    undo: 'DROP TRIGGER address_event ON private.events',
  },
];
