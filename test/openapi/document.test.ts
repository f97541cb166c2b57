import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type Json, operationsOf, type Document } from '../../src/http/document/tree.js';
import { startApp, type TestApp } from '../support/app.js';
import { exampleRequests } from '../support/openapi-examples.js';

let app: TestApp;
let document: Document;

beforeAll(async () => {
  app = await startApp();
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  document = body as Document;
});

afterAll(() => app.close());

/** Every object of a tree with its place. */
function* objectsOf(value: unknown, place: readonly string[] = []): Generator<[place: string, object: Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place.join('/'), value as Json];
  for (const [key, item] of Object.entries(value)) yield* objectsOf(item, [...place, key]);
}

describe('The document names', () => {
  test('Every closed list of words is a schema of its own', () => {
    const inline = [...objectsOf(document)].filter(
      ([place, { enum: list }]) => Array.isArray(list) && list.length > 1 && !/^components\/schemas\/\w+$/.test(place),
    );
    expect(inline.map(([place]) => place)).toEqual([]);
  });

  test('No schema has the name of a class', () => {
    expect(Object.keys(document.components.schemas).filter((name) => /(Dto|Body|Query)$/.test(name))).toEqual([]);
  });

  test('Every operation is a verb and a thing, and none has the name of another', () => {
    const names = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('Every operation has one tag, which is described, and a persona', () => {
    const tags = (document['tags'] as { name: string }[]).map(({ name }) => name);
    const wrong = operationsOf(document).filter(({ operation }) => {
      const own = operation['tags'] as string[];
      return own.length !== 1 || !tags.includes(own[0] ?? '') || typeof operation['x-persona'] !== 'string';
    });
    expect(wrong.map(({ operation }) => operation.operationId)).toEqual([]);
  });

  test('Every instant has one of two formats: in UTC to the microsecond, or that of a slot', () => {
    const instants = [...objectsOf(document)].flatMap(([, object]) =>
      Object.entries(object).filter(([, value]) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)),
    );
    expect(instants.length).toBeGreaterThan(200);
    const others = instants.filter(([, value]) => !/T\d\d:\d\d:\d\d(\.\d{6}Z|[+-]\d\d:\d\d)$/.test(String(value)));
    expect(others).toEqual([]);
  });

  test('Every reference leads to something', () => {
    const broken = [...objectsOf(document)].flatMap(([place, { $ref }]) => {
      if (typeof $ref !== 'string') return [];
      const target = $ref.slice(2).split('/');
      const found = target.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
      return found === undefined ? [`${place} → ${$ref}`] : [];
    });
    expect(broken).toEqual([]);
  });
});

describe('An error answer', () => {
  test('Every error is a named answer, and one of several codes is told apart by its code', () => {
    const wrong = operationsOf(document).flatMap(({ operation }) =>
      Object.entries(operation.responses)
        .filter(([status, { $ref }]) => Number(status) >= 400 && $ref === undefined)
        .map(([status]) => `${operation.operationId} ${status}`),
    );
    expect(wrong).toEqual([]);
    const several = Object.values(document.components.responses)
      .map(({ content }) => (content as Record<string, { schema: Json }>)['application/problem+json']!.schema)
      .filter(({ $ref }) => $ref === undefined);
    expect(several.filter(({ discriminator }) => discriminator === undefined)).toEqual([]);
    expect(several.length).toBeGreaterThan(0);
  });

  test('Every member that the issue of errors names stands in a schema of its code', () => {
    const membersOf = (name: string) =>
      Object.keys((document.components.schemas[name]!['allOf'] as { properties?: Json }[])[1]?.properties ?? {});
    expect(membersOf('ChecksIncompleteProblem')).toEqual(['status', 'code', 'missing']);
    expect(membersOf('InvalidTransitionProblem')).toContain('currentStatus');
    expect(membersOf('BookingsAffectedProblem')).toEqual(
      expect.arrayContaining(['affectedBookings', 'affectedBookingsTotal']),
    );
    expect(membersOf('OverrideBudgetExhaustedProblem')).toEqual(expect.arrayContaining(['exhausted', 'budget']));
    expect(membersOf('ValidationFailedProblem')).toEqual(['status', 'code', 'errors', 'errorsTotal']);
  });
});

describe('In the document that Swagger UI shows', () => {
  test('an error has an example only where it has members of its own, and all of those are there', async () => {
    const { body } = await app.as(undefined).get('/docs/openapi.json').expect(200);
    const examplesOf = (answer: Json | undefined) => {
      const content = answer?.['content'] as Record<string, { examples?: Json }> | undefined;
      return Object.keys(content?.['application/problem+json']?.examples ?? {});
    };
    const shown = (body as Document).components.responses;
    expect(Object.keys(shown)).toEqual(Object.keys(document.components.responses));
    const common = new Set(Object.keys(document.components.schemas['Problem']!['properties'] as Json));
    for (const [name, answer] of Object.entries(document.components.responses)) {
      const content = answer['content'] as Record<string, { examples: Record<string, { value: Json }> }>;
      const own = Object.entries(content['application/problem+json']!.examples).filter(
        ([code, { value }]) => code !== 'VALIDATION_FAILED' && Object.keys(value).some((member) => !common.has(member)),
      );
      expect({ name, examples: examplesOf(shown[name]) }).toEqual({ name, examples: own.map(([code]) => code) });
    }
  });

  test('an export shows each format as it is', () => {
    const operation = operationsOf(document).find(({ operation: one }) => one.operationId === 'exportServiceLog');
    const content = operation?.operation.responses['200']!['content'] as Record<string, { example: string }>;
    expect(content['text/csv']?.example).toMatch(/^id,actorId,/);
    expect(JSON.parse(content['application/x-ndjson']?.example.split('\n')[0] ?? '')).toHaveProperty('actorId');
  });
});

describe('A parameter', () => {
  test('Headers and cursors have a description and no example, which Swagger UI would send', () => {
    const wrong = operationsOf(document).flatMap(({ operation }) =>
      ((operation['parameters'] ?? []) as Json[])
        .filter(({ in: place, name }) => place === 'header' || name === 'cursor')
        .filter(({ description, example, schema }) => {
          return !description || example !== undefined || (schema as Json)['example'] !== undefined;
        })
        .map(({ name }) => `${operation.operationId} ${String(name)}`),
    );
    expect(wrong).toEqual([]);
  });

  test('A body that may be left out is left out without a 400, and another one is not', async () => {
    const wrong: string[] = [];
    const requests = exampleRequests(document as unknown as OpenAPIObject);
    for (const { operation, method } of operationsOf(document)) {
      const request = requests.find(({ id }) => id === operation.operationId)!;
      if (operation.requestBody === undefined) continue;
      const { status } = await app.as(request.persona)[method](request.path);
      const isRefused = status === 400;
      if (isRefused !== (operation.requestBody.required !== false)) wrong.push(`${operation.operationId} → ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
