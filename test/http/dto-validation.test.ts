import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import * as fc from 'fast-check';
import * as auditQueries from '../../src/audit/audit.dto.js';
import * as availabilityQueries from '../../src/availability/availability-query.dto.js';
import * as devTokens from '../../src/demo/dev-token.dto.js';
import type { DtoClass, FieldContext } from '../../src/http/fields.js';
import { MOST_ERRORS, Problem, type FieldError } from '../../src/http/problem.js';
import { PatchBody, toDto } from '../../src/http/validation.js';
import * as events from '../../src/events/events.dto.js';
import * as webhooks from '../../src/events/webhooks.dto.js';
import * as candidates from '../../src/promotions/candidates.dto.js';
import * as promotionRequests from '../../src/promotions/promotion-requests.dto.js';
import * as budgets from '../../src/schedules/budgets/budgets.dto.js';
import * as mySchedule from '../../src/schedules/my-schedule/my-schedule.dto.js';
import * as overrides from '../../src/schedules/overrides/overrides.dto.js';
import * as weeks from '../../src/schedules/weeks/weeks.dto.js';
import * as conflicts from '../../src/schedules/conflicts/conflicts.dto.js';
import * as effectiveSchedules from '../../src/schedules/effective-schedules.dto.js';
import * as publicOverrides from '../../src/schedules/overrides/public-overrides.dto.js';
import * as directory from '../../src/stylists/directory.dto.js';
import * as stylist from '../../src/stylists/stylist.dto.js';
import * as stylists from '../../src/stylists/stylists.dto.js';

const MODULES = [
  auditQueries,
  availabilityQueries,
  devTokens,
  promotionRequests,
  budgets,
  mySchedule,
  overrides,
  weeks,
  stylists,
  candidates,
  conflicts,
  directory,
  effectiveSchedules,
  events,
  publicOverrides,
  stylist,
  webhooks,
];

/** Every class that a request is validated by; the classes of answers have no rules. */
const CLASSES = MODULES.flatMap((module) => Object.values(module as Record<string, unknown>))
  .filter((one): one is DtoClass => typeof one === 'function' && metadataOf(one as DtoClass).length > 0)
  .map((type): [string, DtoClass] => [type.name, type]);

function metadataOf(type: DtoClass) {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}

const fieldsOf = (type: DtoClass): string[] => [...new Set(metadataOf(type).map(({ propertyName }) => propertyName))];

function contextOf(type: DtoClass, field: string): FieldContext {
  const contexts = metadataOf(type).filter(({ propertyName }) => propertyName === field);
  return Object.assign({}, ...contexts.map(({ context }) => context as object)) as FieldContext;
}

/** What class-validator itself says, and of it the failures that the service tells. */
function expected(type: DtoClass, body: object): FieldError[] {
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  const errors = validateSync(instanceOf(type, body), options).flatMap((error) => toldOf(error, ''));
  // An answer names so many fields, and cuts a message at 200 characters.
  return errors.slice(0, MOST_ERRORS).map((error) => ({ ...error, message: error.message.slice(0, 200) }));
}

function instanceOf(type: DtoClass, body: object): object {
  const instance = new type() as Record<string, unknown>;
  for (const [key, value] of Object.entries(body)) {
    const { nested, prepare } = contextOf(type, key);
    const built = nested === undefined ? value : nestedIn(nested(), value);
    instance[key] = prepare === undefined ? built : prepare(built);
  }
  return instance;
}

function nestedIn(type: DtoClass, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => nestedIn(type, item));
  return typeof value === 'object' && value !== null ? instanceOf(type, value) : value;
}

function toldOf(error: ValidationError, prefix: string): FieldError[] {
  const path = prefix + error.property;
  const nested = (error.children ?? []).flatMap((child) => toldOf(child, `${path}.`));
  const failed = Object.entries(error.constraints ?? {});
  if (failed.length === 0) return nested;
  const codeOf = (name: string): string | undefined => (error.contexts?.[name] as FieldContext | undefined)?.code;
  const [name, message] =
    failed.find(([one]) => one === 'isDefined') ??
    failed.find(([one]) => codeOf(one) === 'INVALID_TYPE') ??
    failed.at(-1)!;
  if (name === 'whitelistValidation') return [{ path, code: 'UNKNOWN_FIELD', message: 'is not known here' }];
  return [{ path, code: codeOf(name) ?? 'INVALID', message }, ...nested];
}

function actual(type: DtoClass, body: object): FieldError[] {
  try {
    toDto(type, body);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.options.errors ?? [];
  }
}

const SCALARS = fc.oneof(
  fc.constantFrom<unknown>(
    '0b9a7c1e-0000-4000-8000-000000000001',
    '0B9A7C1E-0000-4000-8000-000000000001',
    '2026-02-28',
    '2026-02-30',
    '2026-01-05T09:00:00+05:45',
    '09:30',
    '24:00',
    '25:00',
    'Asia/Kathmandu',
    'all',
    'true',
    '12',
    'x'.repeat(2_001),
    true,
    false,
  ),
  fc.integer({ min: -5, max: 2_000 }),
  fc.double({ noNaN: true, min: -2, max: 2 }),
  fc.string({ minLength: 1, maxLength: 5 }).filter((text) => text.trim() === text && text !== ''),
);

/** Values of every kind, nested ones included; without blank text and null, which the service drops first. */
function bodyOf(type: DtoClass, depth = 0): fc.Arbitrary<object> {
  const values = fieldsOf(type).map((field): [string, fc.Arbitrary<unknown>] => {
    const { nested } = contextOf(type, field);
    const inner = nested === undefined || depth > 1 ? SCALARS : bodyOf(nested(), depth + 1);
    const list = fc.array(fc.oneof(inner, SCALARS), { maxLength: 4 });
    return [field, fc.oneof(inner, inner, SCALARS, list, fc.constant({}))];
  });
  const known = fc.record(Object.fromEntries(values), { requiredKeys: [] });
  const unknown = fc.oneof(fc.constant({}), fc.constant({}), fc.record({ other: SCALARS }));
  return fc.tuple(known, unknown).map(([one, other]) => ({ ...one, ...other }));
}

test('Every class of a body, a query or a path is found', () => {
  expect(CLASSES.length).toBeGreaterThan(25);
});

test.each(CLASSES)('The compiled rules of %s say what class-validator says', (_, type) => {
  fc.assert(
    fc.property(bodyOf(type), (body) => {
      const said = actual(type, body);
      const isEmptyPatch = type.prototype instanceof PatchBody && Object.keys(body).length === 0;
      expect(isEmptyPatch ? said.filter(({ path }) => path !== '') : said).toEqual(
        // An answer names the first 20.
        expected(type, body).slice(0, 20),
      );
    }),
    { numRuns: 100 },
  );
});

test('A body keeps its values: text trimmed, ids in lower case, blanks and nulls left out', () => {
  const given = {
    stylistId: ' 0B9A7C1E-0000-4000-8000-000000000001 ',
    serviceId: '0b9a7c1e-0000-4000-8000-000000000002',
  };
  expect(toDto(availabilityQueries.AvailabilityQuery, { ...given, date: ' ', status: null })).toEqual({
    stylistId: '0b9a7c1e-0000-4000-8000-000000000001',
    serviceId: given.serviceId,
  });
});
