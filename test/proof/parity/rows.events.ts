import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Cell, Row, Statement } from './row.js';
import type { World } from './world.js';

/** Nobody but the service reads or writes what it keeps in the private schema. */
const sealed = (...tables: string[]): Statement[] => tables.map((table) => [`SELECT FROM private.${table}`]);

const TYPES = ['stylist.updated'];
/** A name that does not resolve: nothing is sent. */
const URL = 'https://hooks.invalid/service-engine';

/** A webhook that is disabled, with a delivery that was given up. */
async function addWebhook(owner: Pool): Promise<{ webhook: string; delivery: string }> {
  const { rows } = await owner.query<{ webhook: string; delivery: string }>(
    `WITH w AS (INSERT INTO private.webhooks (url, types, is_enabled, secret)
                VALUES ($1, $2, false, decode(repeat('00', 60), 'hex')) RETURNING id),
          e AS (INSERT INTO private.events (type, data) VALUES ('stylist.updated', '{}') RETURNING id),
          d AS (INSERT INTO private.webhook_deliveries (webhook_id, event_id, status, next_attempt_at)
                SELECT w.id, e.id, 'failed', NULL FROM w, e RETURNING id)
     SELECT w.id AS webhook, d.id AS delivery FROM w, d`,
    [URL, TYPES],
  );
  return rows[0]!;
}

/** A route on one webhook; its rows are made for each cell. */
function onWebhook(route: string, body?: object): Row {
  return {
    route,
    targets: { one: { admin: 'done' }, missing: { admin: 404 } },
    rls: { one: [], missing: [] },
    play: async ({ app }: World, { target }: Cell) => {
      const { webhook, delivery } = await addWebhook(app.owner);
      const id = target === 'missing' ? randomUUID() : webhook;
      const path = (route.split(' ')[1] ?? '').replace(':id', id).replace(':deliveryId', delivery);
      return {
        path,
        ...(body === undefined ? {} : { body }),
        statements: [
          ...sealed('webhooks', 'webhook_deliveries'),
          ['UPDATE private.webhooks SET is_enabled = true WHERE id = $1', webhook],
          ['DELETE FROM private.webhooks WHERE id = $1', webhook],
        ],
      };
    },
  };
}

export const EVENT_ROWS: Row[] = [
  {
    route: 'GET /v1/events',
    targets: { all: { admin: 'done' } },
    rls: { all: [] },
    play: () => ({
      path: '/v1/events',
      statements: [
        ...sealed('events'),
        ['SELECT private.order_events()'],
        [`INSERT INTO private.events (type, data) VALUES ('stylist.updated', '{}')`],
      ],
    }),
  },
  {
    route: 'GET /v1/webhooks',
    targets: { all: { admin: 'done' } },
    rls: { all: [] },
    play: () => ({ path: '/v1/webhooks', statements: sealed('webhooks') }),
  },
  {
    route: 'POST /v1/webhooks',
    targets: { new: { admin: 'done' } },
    rls: { new: [] },
    play: async ({ app }) => {
      // There are fifty at most, and each cell of the other rows adds one.
      await app.owner.query('DELETE FROM private.webhooks WHERE url = $1', [URL]);
      const insert = `INSERT INTO private.webhooks (url, types, secret) VALUES ($1, $2, decode(repeat('00', 60), 'hex'))`;
      return { path: '/v1/webhooks', body: { url: URL, types: TYPES }, statements: [[insert, URL, TYPES]] };
    },
  },
  onWebhook('GET /v1/webhooks/:id'),
  onWebhook('PATCH /v1/webhooks/:id', { description: 'Mails' }),
  onWebhook('DELETE /v1/webhooks/:id'),
  onWebhook('POST /v1/webhooks/:id/rotate-secret'),
  onWebhook('POST /v1/webhooks/:id/test'),
  onWebhook('GET /v1/webhooks/:id/deliveries'),
  onWebhook('POST /v1/webhooks/:id/deliveries/:deliveryId/retry'),
];
