import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { exampleRequests } from '../support/openapi-examples.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

const BUDGET = `/v1/stylists/${PERSONAS.stylist}/override-budget`;

async function currentTag(): Promise<string> {
  const { headers } = await app.as('admin').get(BUDGET).expect(200);
  return headers['etag'] ?? '';
}

describe('One resource', () => {
  test('A resource has a strong tag of its version and is private to its caller', async () => {
    const { headers } = await app.as('admin').get(BUDGET).expect(200);
    expect(headers['etag']).toMatch(/^"[^"]+"$/);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: expect.stringMatching(/\bAuthorization\b/),
    });
  });

  test('A resource gets another tag when it changes, and only then', async () => {
    const before = await currentTag();
    expect(await currentTag()).toBe(before);
    const changed = await app.as('admin').patch(BUDGET).send({ monthlyLimit: 21, reason: 'More work' }).expect(200);
    expect(changed.headers['etag']).not.toBe(before);
    expect(await currentTag()).toBe(changed.headers['etag']);
  });

  test.each<[string, (tag: string) => string]>([
    ['its tag', (tag) => tag],
    ['its tag as a weak one', (tag) => `W/${tag}`],
    ['its tag among others', (tag) => `"a", ${tag} ,"b"`],
    ['anything', () => '*'],
  ])('A resource that the reader knows by %s is 304 without a body', async (_, known) => {
    const tag = await currentTag();
    const { status, headers, text } = await app.as('admin').get(BUDGET).set('if-none-match', known(tag));
    expect({ status, text, etag: headers['etag'] }).toEqual({ status: 304, text: '', etag: tag });
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache' });
  });

  test.each(['"another"', 'W/"another"', '""', 'nonsense'])(
    'A resource is sent when If-None-Match is %s',
    async (known) => {
      await app.as('admin').get(BUDGET).set('if-none-match', known).expect(200);
    },
  );

  test('A reader without the right gets 403, not 304', async () => {
    await app.as('customer').get(BUDGET).set('if-none-match', '*').expect(403);
  });
});

test('Every read documents its tag and 304 exactly when it sends them', async () => {
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  const document = body as OpenAPIObject;
  const reads = exampleRequests(document).filter(({ method }) => method === 'get');
  const seen: Record<string, object> = {};
  const documented: Record<string, object> = {};
  for (const { name, persona, path } of reads) {
    const { responses } = document.paths[name.split(' ')[1] ?? '']!.get!;
    const [ok, notModified] = ['200', '304'].map((status) => responses[status] as { headers?: object } | undefined);
    documented[name] = {
      tagged: 'ETag' in (ok?.headers ?? {}),
      is304: notModified !== undefined,
      tagged304: 'ETag' in (notModified?.headers ?? {}),
    };
    const first = await app.as(persona).get(path).expect(200);
    const again = await app.as(persona).get(path).set('if-none-match', '*');
    seen[name] = {
      tagged: first.headers['etag'] !== undefined,
      is304: again.status === 304,
      tagged304: again.status === 304 && again.headers['etag'] !== undefined,
    };
  }
  expect(documented).toEqual(seen);
  expect(Object.values(seen)).toContainEqual({ tagged: true, is304: true, tagged304: true });
});

describe('A change under If-Match', () => {
  const change = (tag: string, monthlyLimit: number) =>
    app.as('admin').patch(BUDGET).set('if-match', tag).send({ monthlyLimit, reason: 'More work' });

  test.each<[string, (tag: string) => string]>([
    ['the current version', (tag) => tag],
    ['the current version among others', (tag) => `"1-1", ${tag}`],
    ['any version', () => '*'],
  ])('A change under If-Match is made at %s', async (_, known) => {
    const tag = await currentTag();
    const { body } = await app.as('admin').get(BUDGET);
    const { monthlyLimit } = body as { monthlyLimit: number };
    const changed = await change(known(tag), monthlyLimit + 1).expect(200);
    expect(changed.body).toMatchObject({ monthlyLimit: monthlyLimit + 1 });
  });

  test.each<[string, (tag: string) => string]>([
    ['another version', () => '"another"'],
    ['the current version as a weak tag', (tag) => `W/${tag}`],
    ['no tag', () => ''],
    ['the tag without quotes', (tag) => tag.replaceAll('"', '')],
  ])('A change under If-Match is 412 at %s, names the current version, and changes nothing', async (_, known) => {
    const tag = await currentTag();
    const { status, headers, body } = await change(known(tag), 999);
    expect({ status, code: (body as { code: string }).code, etag: headers['etag'] }).toEqual({
      status: 412,
      code: 'VERSION_MISMATCH',
      etag: versionIn(tag),
    });
    expect(await currentTag()).toBe(tag);
  });

  test('Of twenty simultaneous changes of one version one is made and nineteen are 412', async () => {
    const tag = await currentTag();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => change(tag, 500 + n)));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
  });
});

test('A created resource is answered with its path and its version', async () => {
  const startDate = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const created = await app.as('stylist').post('/v1/me/time-off').send({ startDate, endDate: startDate }).expect(201);
  expect(created.headers['etag']).toMatch(/^"[^"]+"$/);
  const { id } = (created.body as { override: { id: string } }).override;
  expect(created.headers['location']).toBe(`/v1/me/overrides/${id}`);
});
