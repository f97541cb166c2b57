import type { OpenAPIObject } from '@nestjs/swagger';
import * as fc from 'fast-check';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONA_NAMES, PERSONAS, type Persona } from '../../src/examples/personas.js';

type Document = OpenAPIObject;
type Schema = Record<string, unknown>;

/** A request made from the document: mostly valid, sometimes hostile. */
export interface Sample {
  /** `METHOD /path/{template}`. */
  operation: string;
  who: string | undefined;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** The `If-None-Match` of a second request for an answer with a tag; `%` is the tag. */
  known: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Values that code with wrong assumptions fails on. */
const HOSTILE: unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202e',
  "' OR 1=1 --",
  '%00%zz',
  '../../etc',
  '{}',
  '-1',
  '1e309',
  'NaN',
  'infinity',
  '2026-02-30',
  '0000-00-00',
  '99999-01-01',
  '24:01',
  '+05:45',
  'x'.repeat(300),
  'x'.repeat(3_000),
  true,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  [],
  [[[[[]]]]],
  {},
  { constructor: { prototype: 1 } },
  [null],
];

const IDS = [...Object.values(PERSONAS), ...flatten(DEMO)];

function flatten(value: object): string[] {
  return Object.values(value).flatMap((item: unknown) => (typeof item === 'string' ? [item] : flatten(item as object)));
}

const dates = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 60 }).map(dayFromToday) },
  { weight: 1, arbitrary: fc.integer({ min: -400_000, max: 2_900_000 }).map(dayFromToday) },
);

function dayFromToday(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

/** Arbitrary requests of every operation, in turn. */
export function operationsOf(document: Document): [operation: string, requests: fc.Arbitrary<Sample>][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method): [string, fc.Arbitrary<Sample>] => [
      `${method.toUpperCase()} ${path}`,
      requestsOf(document, method, path, item[method] as unknown as Operation),
    ]),
  );
}

/** Personas that can do the same, so that they meet. */
const ALIKE: Record<string, (Persona | undefined)[]> = {
  admin: ['admin', 'second-admin'],
  stylist: ['stylist', 'other-stylist'],
  anonymous: [undefined],
};

interface Operation {
  'x-persona': string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
}

function requestsOf(document: Document, method: string, template: string, operation: Operation): fc.Arbitrary<Sample> {
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const media = operation.requestBody?.content['application/json'];
  return fc
    .record({
      who: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...(ALIKE[operation['x-persona']] ?? [operation['x-persona']])) },
        { weight: 1, arbitrary: fc.constantFrom(undefined, ...PERSONA_NAMES) },
      ),
      path: fc.tuple(...inPath.map(({ schema }) => valueOf(document, schema, 12))),
      query: fc.tuple(...inQuery.map(({ required, schema }) => queryValue(document, schema, required === true))),
      unknown: oneIn(30, fc.constantFrom('limit=1', 'nobody=knows', 'q=%zz', 'cursor=x', '__proto__=1')),
      body: media === undefined ? fc.constant(undefined) : bodyOf(document, media),
      headers: headersOf(method, media !== undefined),
      known: fc.constantFrom('%', 'W/%', '"1", %', '%,,W/"2"'),
    })
    .map(({ who, path, query, unknown, body, headers, known }) => {
      const values = path.map((value) => encodeURIComponent(wellFormed(value)) || '%20');
      const filled = inPath.reduce((all, { name }, index) => all.replace(`{${name}}`, values[index] ?? ''), template);
      const search = [
        ...inQuery.flatMap(({ name }, index) =>
          [query[index]]
            .flat()
            .flatMap((value) => (value === undefined ? [] : [`${name}=${encodeURIComponent(wellFormed(value))}`])),
        ),
        ...(unknown === undefined ? [] : [unknown]),
      ].join('&');
      const target = search === '' ? filled : `${filled}?${search}`;
      return { operation: `${method.toUpperCase()} ${template}`, who, method, path: target, headers, body, known };
    });
}

function wellFormed(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** The value once in so many times, else nothing. */
function oneIn<T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function queryValue(document: Document, schema: Schema, isRequired: boolean): fc.Arbitrary<unknown> {
  const value = valueOf(document, schema, 12);
  return isRequired ? value : fc.option(value, { nil: undefined, freq: 2 });
}

function bodyOf(document: Document, media: { schema: Schema; example?: unknown }): fc.Arbitrary<string | undefined> {
  const json = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
    arbitrary.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 16, arbitrary: json(valueOf(document, media.schema, 20)) },
    { weight: 4, arbitrary: json(fc.constant(media.example ?? {})) },
    { weight: 1, arbitrary: json(fc.anything({ withNullPrototype: false }).map((value) => value ?? null)) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, '', '{', '[', 'null', '"x"', '{"a":1}{', '\u0000') },
  );
}

function headersOf(method: string, hasBody: boolean): fc.Arbitrary<Record<string, string>> {
  const types = ['application/json', 'application/json', 'application/json', 'application/json; charset=utf-8'];
  const sent: Record<string, fc.Arbitrary<string | undefined>> = {
    ...(method === 'get'
      ? { 'if-none-match': oneIn(4, fc.constantFrom('*', '"1"', 'W/"1"', '"1", W/"2" ,"3"', 'x', '""', '"', ',', 'é')) }
      : { 'if-match': oneIn(8, fc.constantFrom('*', '"1"', 'W/"1"', 'x', '"1-1", "2-2"')) }),
    ...(hasBody
      ? {
          'content-type': fc.constantFrom(
            ...types.flatMap((type) => Array.from({ length: 8 }, () => type)),
            'text/plain',
            ';',
          ),
          'idempotency-key': oneIn(8, fc.constantFrom('a', 'b', 'x'.repeat(256), 'é')),
        }
      : {}),
  };
  return fc
    .record(sent)
    .map((headers) => Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)))
    .map((headers) => headers as Record<string, string>);
}

/** Values of a schema; one in `hostility` is hostile. */
function valueOf(document: Document, schema: Schema, hostility: number): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: hostility, arbitrary: documented(document, schema, hostility) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
  );
}

function documented(document: Document, schema: Schema, hostility: number): fc.Arbitrary<unknown> {
  const {
    $ref,
    allOf,
    oneOf,
    enum: words,
    type: types,
    format,
    pattern,
    example,
  } = schema as {
    $ref?: string;
    allOf?: Schema[];
    oneOf?: Schema[];
    enum?: unknown[];
    type?: string | string[];
    format?: string;
    pattern?: string;
    example?: unknown;
  };
  const [type] = [types].flat();
  if ($ref !== undefined) {
    const named = document.components?.schemas?.[$ref.split('/').pop() ?? ''];
    return documented(document, named as Schema, hostility);
  }
  const parts = allOf ?? oneOf;
  if (parts !== undefined && type === undefined) return documented(document, parts[0] ?? {}, hostility);
  if (words !== undefined) return fc.constantFrom(...words);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return numbers(schema);
  if (type === 'array') return lists(document, schema, hostility);
  if (type === 'object') return objects(document, schema, hostility);
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...IDS), fc.constant(example ?? IDS[0]), fc.uuid());
  if (format === 'date') return dates;
  if (format === 'date-time') return dates.map((date) => `${date}T10:00:00+05:45`);
  if (pattern !== undefined) return fc.constantFrom('00:00', '09:00', '10:00', '13:30', '18:00', '23:59', '24:00');
  return texts(schema, example);
}

function numbers({ minimum = 0, maximum = 1_000 }: Schema): fc.Arbitrary<number> {
  const [min, max] = [Number(minimum), Number(maximum)];
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, min - 1, max + 1));
}

function texts({ minLength = 0, maxLength = 40 }: Schema, example: unknown): fc.Arbitrary<unknown> {
  const [min, max] = [Number(minLength), Math.min(Number(maxLength), 200)];
  const text = fc.string({ unit: 'grapheme', minLength: Math.min(min, max), maxLength: max });
  return example === undefined ? text : fc.oneof(text, fc.constant(example));
}

function lists(document: Document, { items, maxItems = 4 }: Schema, hostility: number): fc.Arbitrary<unknown[]> {
  const maxLength = Math.min(Number(maxItems), 4);
  return fc.array(valueOf(document, items as Schema, hostility * 2), { maxLength });
}

function objects(document: Document, schema: Schema, hostility: number): fc.Arbitrary<object> {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] };
  const values = Object.entries(properties).map(([name, property]): [string, fc.Arbitrary<unknown>] => [
    name,
    valueOf(document, property, hostility * 2),
  ]);
  const extra = oneIn(30, fc.constant({ nobodyKnows: 1 }));
  return fc
    .tuple(fc.record(Object.fromEntries(values), { requiredKeys: required }), extra)
    .map(([object, more]) => ({ ...(object as object), ...more }));
}
