import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { Action, ScheduleChangeEntry } from '../../src/audit/record.js';
import { knownRoutes } from '../../src/http/routes.js';
import { startApp, type TestApp } from '../support/app.js';
import { exampleRequests, type ExampleRequest } from '../support/openapi-examples.js';

/** The rows that a route leaves in the service management log and in the schedule change log (docs/rules.md "Audit"). */
type Traces = [actions: Action | Action[] | null, changeType: ScheduleChangeEntry['changeType'] | null];

const TRACES: Record<string, Traces> = {
  'POST /v1/promotions': ['CREATE_PROMOTION', null],
  'PATCH /v1/promotions/:id/checks': ['RECORD_CHECKS', null],
  'PUT /v1/promotions/:id/profile-draft': ['SAVE_DRAFT', null],
  'POST /v1/promotions/:id/submit': ['SUBMIT_PROMOTION', null],
  'POST /v1/promotions/:id/approve': ['APPROVE_PROMOTION', null],
  'POST /v1/promotions/:id/reject': ['REJECT_PROMOTION', null],
  'POST /v1/promotions/:id/revoke': ['REVOKE_PROMOTION', null],
  'POST /v1/promotions/:id/notes': ['ADD_NOTE', null],
  'PUT /v1/stylists/:id/schedule': ['REPLACE_SCHEDULE', 'schedule_update'],
  'PATCH /v1/stylists/:id/override-budget': ['UPDATE_BUDGET', null],
  'PATCH /v1/stylists/:id': ['UPDATE_STYLIST', null],
  'PUT /v1/stylists/:id/services': ['SET_SERVICES', null],
  'POST /v1/stylists/:id/deactivate': ['DEACTIVATE_STYLIST', null],
  'POST /v1/stylists/:id/reactivate': ['REACTIVATE_STYLIST', null],
  'POST /v1/webhooks': ['CREATE_WEBHOOK', null],
  'PATCH /v1/webhooks/:id': ['UPDATE_WEBHOOK', null],
  'DELETE /v1/webhooks/:id': ['DELETE_WEBHOOK', null],
  'POST /v1/webhooks/:id/rotate-secret': ['UPDATE_WEBHOOK', null],
  // The examples are business-wide overrides, which are no one stylist's schedule.
  'POST /v1/schedule-overrides': ['CREATE_OVERRIDE', null],
  'POST /v1/schedule-overrides/batch': [['CREATE_OVERRIDE', 'CREATE_OVERRIDE'], null],
  'PATCH /v1/schedule-overrides/:id': ['UPDATE_OVERRIDE', null],
  'DELETE /v1/schedule-overrides/:id': ['DELETE_OVERRIDE', null],
  'PUT /v1/me/availability/:date': [null, 'availability_override'],
  'DELETE /v1/me/availability/:date': [null, 'availability_override'],
  'POST /v1/me/time-off': [null, 'availability_override'],
  'DELETE /v1/me/overrides/:id': [null, 'availability_override'],
  // These change nothing.
  'POST /v1/schedule-overrides/preview': [null, null],
  'POST /v1/schedule-overrides/batch/preview': [null, null],
  'POST /v1/webhooks/:id/test': [null, null],
  'POST /v1/webhooks/:id/deliveries/:deliveryId/retry': [null, null],
  'POST /v1/me/overrides/preview': [null, null],
  'POST /dev/token': [null, null],
  'POST /dev/reset': [null, null],
};

let app: TestApp;
let examples: Map<string, ExampleRequest>;

beforeAll(async () => {
  app = await startApp();
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  examples = new Map(
    exampleRequests(body as OpenAPIObject).map((example) => [example.name.replaceAll(/\{(\w+)\}/g, ':$1'), example]),
  );
});
afterAll(() => app.close());

it('The walk covers every route that can change something', () => {
  const fastify: FastifyInstance = app.app.getHttpAdapter().getInstance();
  const writes = knownRoutes(fastify).filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route));
  expect(writes.toSorted()).toEqual(Object.keys(TRACES).toSorted());
});

describe('The record of a change', () => {
  it.each(Object.entries(TRACES))('%s leaves the rows %j', async (route, [actions, changeType]) => {
    const salon = await startApp();
    try {
      const { persona: caller, method, path, body } = examples.get(route)!;
      const before = await written(salon.owner);
      const request = salon.as(caller)[method](path).set('x-request-id', 'the-walk').set('user-agent', 'walker');
      const answer = await (body === undefined ? request : request.send(body as object));
      expect(answer.status).toBeLessThan(300);
      const after = await written(salon.owner);
      const row = {
        actor: caller === undefined ? null : idIn(salon.token(caller)),
        request: 'the-walk',
        agent: 'walker',
      };
      expect(after.slice(before.length)).toEqual([
        ...[actions ?? []].flat().map((what) => ({ what, ...row })),
        ...(changeType === null ? [] : [{ what: changeType, ...row }]),
      ]);
    } finally {
      await salon.close();
    }
  });
});

/** Rows of both logs: those of the demo salon, then new ones, the service management log first. */
async function written(owner: Pool): Promise<object[]> {
  const { rows } = await owner.query<object>(
    `SELECT what, actor, request, agent
       FROM (SELECT 1 AS log, id, action AS what, admin_user_id AS actor, request_id AS request, user_agent AS agent
               FROM private.service_management_log
              UNION ALL
             SELECT 2, id, change_type, actor_user_id, request_id, user_agent
               FROM private.schedule_change_log) l
      ORDER BY request = 'the-walk', log, id`,
  );
  return rows;
}

function idIn(token: string): string {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  return payload.sub;
}
