import { type FieldRule, ID_RULE, REQUIRED, UNKNOWN_FIELD } from './fields.js';
import { type FieldError, invalid } from './problem.js';

/**
 * Reads a query by hand, field by field, with the codes and messages of the decorators in `fields.ts`: for routes where a
 * class validated by decorators would cost more than all the rest.
 */
export class QueryReader {
  private readonly errors: FieldError[] = [];

  /** @param known the names that the query may have. */
  constructor(
    private readonly given: Readonly<Record<string, unknown>>,
    known: ReadonlySet<string>,
  ) {
    for (const path of Object.keys(given)) {
      if (!known.has(path) && this.value(path) !== undefined) this.errors.push({ path, ...UNKNOWN_FIELD });
    }
  }

  /** A uuid that must be there, in lower case. */
  id(path: string): string {
    const value = this.value(path);
    if (value === undefined) this.errors.push({ path, ...REQUIRED });
    return this.checked(path, value, ID_RULE)?.toLowerCase() ?? '';
  }

  /** Undefined: not there. */
  optional(path: string, rule: FieldRule): string | undefined {
    return this.checked(path, this.value(path), rule);
  }

  /** @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field. */
  end(): void {
    if (this.errors.length > 0) throw invalid(...this.errors);
  }

  /** Trimmed; blank is missing. */
  private value(path: string): unknown {
    const value = this.given[path];
    return typeof value === 'string' ? value.trim() || undefined : value;
  }

  private checked(path: string, value: unknown, { code, message, holds }: FieldRule): string | undefined {
    if (value === undefined) return undefined;
    if (holds(value)) return value as string;
    this.errors.push({ path, code, message });
    return undefined;
  }
}
