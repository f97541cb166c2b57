import type { OpenAPIObject } from '@nestjs/swagger';
import type { Response } from 'supertest';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from './app.js';
import { type ExampleRequest, exampleRequests } from './openapi-examples.js';

/** The answers of the demo salon to the examples of the document: operation → status → body. */
export type Answers = Record<string, Record<string, unknown>>;

/** Of a list that is longer, the document shows the first items. */
const MOST_ITEMS = 3;
const MOST_LINES = 4;
/** An instant so near is the moment of the request. */
const NOW_MS = 15 * 60_000;

/** Sends every example of the document, each write to a salon of its own, and keeps the answers in a stable form. */
export async function recordAnswers(): Promise<Answers> {
  const app = await startApp();
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  const document = body as OpenAPIObject;
  const answers: Answers = {};
  for (const request of exampleRequests(document)) {
    const isRead = request.method === 'get';
    const salon = isRead ? app : await startApp();
    const statuses: Record<string, unknown> = {};
    // The second time, a call may answer with its other success.
    for (let times = 0; times < Math.min(2, successes(document, request)); times++) {
      const response = await send(salon, request);
      if (response.status >= 300) throw new Error(`${request.name} → ${response.status} ${response.text}`);
      if (response.type === 'text/csv') statuses[response.status] = await eachFormat(salon, request, response);
      else if (response.text !== '') statuses[response.status] ??= stable(response);
    }
    if (!isRead) await salon.close();
    if (Object.keys(statuses).length > 0) answers[request.id] = statuses;
  }
  await app.close();
  return answers;
}

/** The same export in both formats, by their media types. */
async function eachFormat(salon: TestApp, request: ExampleRequest, csv: Response): Promise<Record<string, unknown>> {
  const ndjson = await send(salon, { ...request, path: request.path.replace('format=csv', 'format=ndjson') });
  return { [csv.type]: stable(csv), [ndjson.type]: stable(ndjson) };
}

function successes(document: OpenAPIObject, { name, method }: ExampleRequest): number {
  const { responses = {} } = document.paths[name.split(' ')[1] ?? '']?.[method] ?? {};
  return Object.keys(responses).filter((status) => status.startsWith('2')).length;
}

/** Sends an example as its persona. */
export async function send(app: TestApp, { persona, method, path, body }: ExampleRequest): Promise<Response> {
  const request = app.as(persona)[method](path).buffer(true);
  request.set('x-request-id', 'example-request').set('user-agent', 'example/1.0');
  return body === undefined ? request : request.send(body as object);
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const KNOWN_IDS = new Set(idsIn({ PERSONAS, DEMO }));

function idsIn(value: unknown): string[] {
  return JSON.stringify(value).match(UUID) ?? [];
}

const DATE = /\b(20\d\d-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d))?/g;

/** A body without what differs from one recording to the next. */
function stable({ body, text, type }: Response): unknown {
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
  const isJson = type === 'application/json';
  const made = new Map<string, string>();
  const steady = (isJson ? JSON.stringify(shortened(body)) : firstLines(text))
    .replaceAll(DATE, (whole, date: string, time?: string, fraction = '', zone?: string) => {
      const isNow = time !== undefined && Math.abs(Date.parse(whole) - Date.now()) < NOW_MS;
      const offset = isNow ? 0 : (Date.parse(date) - Date.parse(today)) / 86_400_000;
      const day = `{day${offset === 0 ? '' : offset > 0 ? `+${offset}` : offset}}`;
      if (time === undefined) return day;
      return isNow ? `${day}T06:30:00${fraction.replaceAll(/\d/g, '0')}Z` : `${day}T${time}${fraction}${zone}`;
    })
    .replaceAll(UUID, (id) => {
      if (KNOWN_IDS.has(id)) return id;
      if (!made.has(id)) made.set(id, `00000000-0000-4000-8000-${String(901 + made.size).padStart(12, '0')}`);
      return made.get(id) ?? id;
    })
    .replaceAll(/\b[0-9a-f]{64}\b/g, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')
    .replaceAll(/\bwhsec_[\w+/=]+/g, 'whsec_dGhlIHNlY3JldCBvZiBvbmUgd2ViaG9vaywgMzIgYnl0ZXM=')
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl')
    .replaceAll(/"whsec_[^"]+"/g, '"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="')
    .replaceAll(/"nextCursor":"[^"]+"/g, '"nextCursor":"WyJ0aGUgbGFzdCBpdGVtIl0"');
  return isJson ? (JSON.parse(steady) as unknown) : steady;
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isOfObjects = typeof value[0] === 'object';
    return (isOfObjects ? value.slice(0, MOST_ITEMS) : value).map(shortened);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const isByDay = entries.every(([key]) => /^\d{4}-\d\d-\d\d$/.test(key));
  return Object.fromEntries(
    (isByDay ? entries.slice(-MOST_ITEMS) : entries).map(([key, item]) => [key, shortened(item)]),
  );
}

function firstLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('process_') && !line.startsWith('nodejs_'))
    .slice(0, MOST_LINES)
    .join('\n');
}
