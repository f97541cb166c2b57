import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  Allow,
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { isDate, isInstant } from '../calendar/wall-clock.js';
import { UUID } from './uuid.js';

/**
 * The fields of bodies and queries: one decorator holds the rules of a field, their error codes and its documentation.
 * Query values arrive as text; the `Query…` decorators turn them into numbers and booleans, those of bodies never coerce.
 */
interface FieldOptions {
  optional?: boolean;
  description?: string;
  example?: unknown;
  /** In a list: each element. */
  each?: boolean;
}

export type DtoClass = new () => object;

/** What a field decorator keeps in class-validator's metadata beside its rules. */
export interface FieldContext {
  /** The stable code of a failed rule. */
  code?: string;
  /** Turns the value of a query or an id into what the rules check. */
  prepare?: (value: unknown) => unknown;
  /** The class of a nested object, or of the objects in a list. */
  nested?: () => DtoClass;
}

const DIGEST = /^[0-9a-fA-F]{64}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const END_TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export const REQUIRED = { code: 'REQUIRED', message: 'is required' };
export const UNKNOWN_FIELD = { code: 'UNKNOWN_FIELD', message: 'is not known here' };

/** Turns a value into what the rules check; a class keeps it beside its rules. */
function Prepare(prepare: (value: unknown) => unknown): PropertyDecorator {
  return Allow({ context: { prepare } satisfies FieldContext });
}

function uuid(each: boolean): PropertyDecorator {
  const isUuid = ofText((text) => UUID.test(text));
  return check('isUuid', 'INVALID_ID', 'must be a UUID', isUuid, each);
}

function field(options: FieldOptions, api: ApiPropertyOptions, rules: PropertyDecorator[]): PropertyDecorator {
  const { optional = false, description, example } = options;
  const documented = {
    ...api,
    required: !optional,
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions;
  const presence = optional ? IsOptional() : IsDefined(coded(REQUIRED.code, REQUIRED.message));
  return applyDecorators(ApiProperty(documented), presence, ...rules);
}

function coded(code: string, message: string, each = false): ValidationOptions {
  return { context: { code }, message, each };
}

/** A uuid. */
export function Id(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'uuid' }, [uuid(options.each ?? false), Prepare(lowerCase)]);
}

function lowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCase);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Characters are code points, as PostgreSQL counts them; class-validator counts fewer where several make one sign. */
function lengths(min: number, max: number, tooShort: string, each = false): PropertyDecorator[] {
  const length = (value: unknown): number => (typeof value === 'string' ? Array.from(value).length : Number.NaN);
  return [
    check('hasMinLength', 'TOO_SHORT', tooShort, (value) => length(value) >= min, each),
    check('hasMaxLength', 'TOO_LONG', `must have at most ${max} characters`, (value) => length(value) <= max, each),
  ];
}

/** Text of 1 to `max` characters, trimmed. */
export function Text(max: number, options: FieldOptions & { min?: number } = {}): PropertyDecorator {
  const min = options.min ?? 1;
  return field(options, { type: String, minLength: min, maxLength: max }, [
    IsString(coded('INVALID_TYPE', 'must be text')),
    ...lengths(min, max, `must have at least ${min} characters`),
  ]);
}

/** A SHA-256 in hexadecimal digits. */
export function HexDigest(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, pattern: DIGEST.source }, [
    Matches(DIGEST, coded('INVALID_DIGEST', 'must have 64 hexadecimal digits')),
  ]);
}

/** A whole number of a body. */
export function Integer(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'integer', minimum: min, maximum: max }, [
    IsInt(coded('INVALID_TYPE', 'must be a whole number')),
    Min(min, coded('OUT_OF_RANGE', `must be at least ${min}`)),
    Max(max, coded('OUT_OF_RANGE', `must be at most ${max}`)),
  ]);
}

/** A boolean of a body. */
export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: Boolean }, [IsBoolean(coded('INVALID_TYPE', 'must be true or false'))]);
}

/** One of some words. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, enum: [...values] }, [
    IsIn(values, coded('NOT_ALLOWED', `must be one of ${values.join(', ')}`)),
  ]);
}

/** A date `YYYY-MM-DD` that exists, from year 1 to 9999. */
export function LocalDate(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'date' }, [
    check('isLocalDate', 'INVALID_DATE', 'must be a date YYYY-MM-DD that exists', ofText(isDate)),
  ]);
}

/** A time of day `HH:MM`; with `end`, also `24:00`. */
export function TimeOfDay(options: FieldOptions & { end?: boolean } = {}): PropertyDecorator {
  const pattern = options.end === true ? END_TIME : TIME;
  return field(options, { type: String, pattern: pattern.source }, [
    Matches(pattern, coded('INVALID_TIME', `must be a time HH:MM${options.end === true ? ' or 24:00' : ''}`)),
  ]);
}

/** An instant, RFC 3339 with an offset. */
export function Instant(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'date-time' }, [
    check('isInstant', 'INVALID_INSTANT', 'must be an instant like 2026-01-05T09:00:00+05:45', ofText(isInstant)),
  ]);
}

/** A date or an instant in a query: a bound of a period (`periodOf`). */
export function DateOrInstant(options: FieldOptions = {}): PropertyDecorator {
  const anyOf = ['date', 'date-time'].map((format) => ({ type: 'string', format }));
  return field({ optional: true, ...options }, { type: String, anyOf }, [
    check(
      'isDateOrInstant',
      'INVALID_DATE',
      'must be a date YYYY-MM-DD that exists or an instant like 2026-01-05T09:00:00+05:45',
      ofText((text) => isDate(text) || isInstant(text)),
    ),
  ]);
}

function listOf(max: number): PropertyDecorator[] {
  const tooLong = coded('TOO_LONG', `must have at most ${max} items`);
  return [IsArray(coded('INVALID_TYPE', 'must be a list')), ArrayMaxSize(max, tooLong)];
}

export function Nested(type: () => DtoClass, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: type() }, [
    check('isPlainObject', 'INVALID_TYPE', 'must be an object', isPlainObject),
    ValidateNested({ context: { nested: type } satisfies FieldContext }),
  ]);
}

export function NestedList(type: () => DtoClass, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: type(), isArray: true, maxItems: max }, [
    ...listOf(max),
    check('arePlainObjects', 'INVALID_TYPE', 'must be a list of objects', isPlainObject, true),
    ValidateNested({ each: true, context: { nested: type } satisfies FieldContext }),
  ]);
}

/** A list of texts without repetition, each of 1 to `length` characters. */
export function TextList(max: number, length: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, isArray: true, maxItems: max }, [
    ...listOf(max),
    ArrayUnique(coded('NOT_UNIQUE', 'must not repeat an item')),
    IsString(coded('INVALID_TYPE', 'must be text', true)),
    ...lengths(1, length, 'must not be blank', true),
  ]);
}

/** A list of uuids without repetition. */
export function IdList(max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'uuid', isArray: true, maxItems: max }, [
    ...listOf(max),
    ArrayUnique(coded('NOT_UNIQUE', 'must not repeat an item')),
    uuid(true),
    Prepare(lowerCase),
  ]);
}

export function QueryInteger(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    Prepare((value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)),
    Integer(min, max, { optional: true, ...options }),
  );
}

/** `true` or `false` in a query. */
export function QueryFlag(options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    Prepare((value) => (value === 'true' ? true : value === 'false' ? false : value)),
    Flag({ optional: true, ...options }),
  );
}

/** Words in a query, repeated (`status=a&status=b`) or separated by commas; a repetition counts once. */
export function QueryWords(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field({ optional: true, ...options }, { type: String, enum: [...values], isArray: true }, [
    Prepare((value) => [...new Set(separated(value))]),
    IsArray(coded('INVALID_TYPE', 'must be a list')),
    IsIn(values, coded('NOT_ALLOWED', `must be one of ${values.join(', ')}`, true)),
  ]);
}

/** Text of any length in a query; its user refuses unknown values. */
export function AnyText(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String }, [IsString(coded('INVALID_TYPE', 'must be text'))]);
}

/** Uuids in a query, repeated or separated by commas; a repetition counts once, or with `repeats` each time. */
export function QueryIds(
  max: number,
  { repeats = false, ...options }: FieldOptions & { repeats?: boolean } = {},
): PropertyDecorator {
  return field({ optional: true, ...options }, { type: String, format: 'uuid', isArray: true, maxItems: max }, [
    Prepare((value) => lowerCase(repeats ? separated(value) : [...new Set(separated(value))])),
    ArrayMaxSize(max, coded('TOO_LONG', `must have at most ${max} items`)),
    uuid(true),
  ]);
}

function separated(value: unknown): unknown[] {
  const parts = [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
  return parts.map((part) => (typeof part === 'string' ? part.trim() : part));
}

/** A field with a rule of its own. */
export function check(
  name: string,
  code: string,
  message: string,
  holds: (value: unknown) => boolean,
  each = false,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds } }, coded(code, message, each));
}

function ofText(holds: (text: string) => boolean): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && holds(value);
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
