import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationsOf, type Document } from '../../src/http/document/tree.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw.js';
import { addOverride } from '../support/stylists.js';

const ORIGIN = 'https://admin.example.com';
const DAY = '2099-01-05';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ CORS_ORIGINS: ORIGIN });
});

afterAll(() => app.close());

/** What each route whose success has no body is called with, by its operation: the path. A DELETE but for the reset. */
const CALLS: Record<string, () => Promise<string>> = {
  deleteOverride: async () => {
    const stylist = { id: PERSONAS.stylist, zone: 'UTC', day: () => DAY };
    return `/v1/schedule-overrides/${await addOverride(app.owner, { type: 'stylist_vacation', stylist, range: [DAY, DAY] })}`;
  },
  deleteWebhook: async () => {
    const { rows } = await app.owner.query<{ id: string }>(
      `INSERT INTO private.webhooks (url, types, secret)
       VALUES ('https://mails.example/', '{budget.changed}', decode(repeat('00', 60), 'hex'))
       RETURNING id`,
    );
    return `/v1/webhooks/${rows[0]?.id}`;
  },
  resetDemoSalon: () => Promise.resolve('/dev/reset'),
};

describe('A success without a body', () => {
  test('Every route that may answer 204 is one of those below', async () => {
    const { body } = await app.as(undefined).get('/openapi.json').expect(200);
    const silent = operationsOf(body as Document).filter(({ operation }) => operation.responses['204'] !== undefined);
    expect(silent.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(CALLS).sort());
  });

  test.each(Object.entries(CALLS))('has no content type: %s', async (operation, path) => {
    const to = await path();
    const admin = app.as('admin');
    const { headers, text } = await (operation === 'resetDemoSalon' ? admin.post(to) : admin.delete(to)).expect(204);
    expect(headers).not.toHaveProperty('content-type');
    expect(text).toBe('');
  });

  test('The answer to a preflight has no content type either', async () => {
    const { status, headers } = await sendRaw(app.url, [
      'OPTIONS /v1/me HTTP/1.1',
      'host: salon',
      `origin: ${ORIGIN}`,
      'access-control-request-method: GET',
    ]);
    expect(status).toBe(204);
    expect(headers).not.toHaveProperty('content-type');
  });
});
