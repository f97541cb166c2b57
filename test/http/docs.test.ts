import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';

const MINUTE = 1_000;
const FILES = [
  '/openapi.json',
  '/docs',
  '/docs/',
  '/docs/openapi.json',
  '/docs/playground.js',
  '/docs/swagger-ui-init.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/docs/swagger-ui-standalone-preset.js',
  '/docs/favicon-32x32.png',
];

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_ANONYMOUS: String(MINUTE) });
});
afterAll(() => app.close());

const get = (path: string, encoding: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(app.url + path, { method, headers: { 'accept-encoding': encoding, ...headers } });
const left = (answer: Response) => Number(answer.headers.get('ratelimit-remaining'));

test.each(FILES)('%s costs one point, and is 304 by its strong tag, plain or compressed', async (path) => {
  const tags = new Set<string>();
  const contents = new Set<string>();
  for (const encoding of ['identity', 'gzip']) {
    const whole = await get(path, encoding);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
    expect(whole.headers.get('vary')).toContain('accept-encoding');
    const bytes = Buffer.from(await whole.arrayBuffer());
    contents.add(createHash('sha256').update(bytes).digest('hex'));
    const etag = whole.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{16}(-gzip)?"$/);
    tags.add(etag);
    const known = await get(path, encoding, { 'if-none-match': etag });
    expect({ status: known.status, body: await known.text() }).toEqual({ status: 304, body: '' });
    const head = await get(path, encoding, {}, 'HEAD');
    expect({ status: head.status, etag: head.headers.get('etag') }).toEqual({ status: 200, etag });
    expect([left(whole) - left(known), left(known) - left(head)]).toEqual([1, 1]);
  }
  expect([tags.size, contents.size]).toEqual([2, 1]);
});

test('The page of the documentation loads only files that are served beside it', async () => {
  for (const path of ['/docs', '/docs/']) {
    const page = await (await get(path, 'identity')).text();
    const named = [...page.matchAll(/(?:src|href|data-document)="([^"]+)"/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) {
      const { pathname } = new URL(name, app.url + path);
      expect([pathname, FILES.includes(pathname), (await get(pathname, 'gzip')).status]).toEqual([pathname, true, 200]);
    }
  }
  expect((await get('/docs/unknown.js', 'gzip')).status).toBe(404);
});
