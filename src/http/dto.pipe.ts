import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { UNKNOWN_FIELD } from './fields.js';
import { invalid, type FieldError } from './problem.js';

/** A body class that a PATCH uses: null clears a field there, and stays visible. */
export abstract class PatchBody {
  /** The fields that may be cleared with null. */
  static readonly clearable: readonly string[] = [];
}

/**
 * Turns bodies, queries and path parameters into their classes (api.md "Conventions", Validation): text is trimmed,
 * blank and null are absent, unknown fields are refused, nothing is coerced.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (metatype === undefined || type === 'custom' || isBuiltIn(metatype)) return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) {
      throw invalid({ path: '', code: 'INVALID_TYPE', message: 'must be an object' });
    }
    const isPatch = metatype.prototype instanceof PatchBody;
    const cleaned = clean(given, isPatch) as object;
    const dto = plainToInstance(metatype as new () => object, cleaned, { exposeUnsetFields: false });
    const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
    const cleared = isPatch ? uncleared(metatype as unknown as typeof PatchBody, cleaned) : [];
    const found = errors
      .flatMap((error) => fieldErrors(error, ''))
      .filter(({ path }) => cleared.every((one) => one.path !== path));
    if (found.length + cleared.length > 0) throw invalid(...cleared, ...found);
    if (isPatch && Object.keys(cleaned).length === 0) {
      throw invalid({ path: '', code: 'REQUIRED', message: 'must change something' });
    }
    return dto;
  }
}

function isBuiltIn(metatype: unknown): boolean {
  return (
    metatype === String || metatype === Number || metatype === Boolean || metatype === Object || metatype === Array
  );
}

/** Levels of nesting; nothing that is known here has more than a few. */
const DEEPEST = 32;

/** Trimmed, without blanks and (but for a PATCH's own fields) nulls. */
function clean(value: unknown, keepNull: boolean, depth = 0): unknown {
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) throw invalid({ path: '', code: 'TOO_DEEP', message: 'is nested too deeply' });
  if (Array.isArray(value)) return value.map((item) => clean(item, false, depth + 1));
  // Every object has these, so that class-transformer drops them where it should miss them.
  const inherited = Object.keys(value).filter((key) => Object.hasOwn(Object.prototype, key));
  if (inherited.length > 0) throw invalid(...inherited.map((path) => ({ path, ...UNKNOWN_FIELD })));
  const entries = Object.entries(value)
    .map(([key, item]) => [key, clean(item, false, depth + 1)] as const)
    .filter(([, item]) => item !== '' && item !== undefined && (keepNull || item !== null));
  return Object.fromEntries(entries);
}

function uncleared({ clearable }: typeof PatchBody, body: object): FieldError[] {
  return Object.entries(body)
    .filter(([key, value]) => value === null && !clearable.includes(key))
    .map(([path]) => ({ path, code: 'REQUIRED', message: 'cannot be cleared' }));
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  const path = prefix === '' ? error.property : `${prefix}.${error.property}`;
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, path));
  const failed = Object.entries(error.constraints ?? {});
  if (failed.length === 0) return nested;
  const codeOf = (name: string): string | undefined => (error.contexts?.[name] as { code: string } | undefined)?.code;
  const first =
    failed.find(([name]) => name === 'isDefined') ?? failed.find(([name]) => codeOf(name) === 'INVALID_TYPE');
  const [constraint, message] = first ?? failed.at(-1) ?? ['', ''];
  if (constraint === 'whitelistValidation') return [{ path, ...UNKNOWN_FIELD }];
  return [{ path, code: codeOf(constraint) ?? 'INVALID', message }, ...nested];
}
