/**
 * Every failure that the service expects, with its status and title (docs/api.md "Errors"). The list is closed: nothing
 * else is thrown on purpose. Clients switch on the code.
 */
export const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  RANGE_TOO_LONG: { status: 400, title: 'The range of dates is too long' },
  INVALID_TIMEZONE: { status: 400, title: 'The time zone is unknown' },
  UNAUTHENTICATED: { status: 401, title: 'Sign-in is required' },
  FORBIDDEN: { status: 403, title: 'You may not do this' },
  SELF_PROMOTION: { status: 403, title: 'You cannot work on your own promotion' },
  FOUR_EYES: { status: 403, title: 'Another admin must approve' },
  NOT_FOUND: { status: 404, title: 'No resource has this path' },
  PROMOTION_NOT_FOUND: { status: 404, title: 'The promotion does not exist' },
  OVERRIDE_NOT_FOUND: { status: 404, title: 'The override does not exist' },
  STYLIST_NOT_FOUND: { status: 404, title: 'The stylist does not exist' },
  BRANCH_NOT_FOUND: { status: 404, title: 'The branch does not exist' },
  SERVICE_NOT_FOUND: { status: 404, title: 'The service does not exist' },
  SERVICE_NOT_OFFERED: { status: 404, title: 'The stylist does not offer this service' },
  USER_NOT_FOUND: { status: 404, title: 'The user does not exist' },
  LOG_ENTRY_NOT_FOUND: { status: 404, title: 'The log entry does not exist' },
  NO_AVAILABILITY: { status: 404, title: 'No slot is available' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The path does not support this method' },
  CONFLICT: { status: 409, title: 'The request conflicts with what exists' },
  CONFLICT_RETRY: { status: 409, title: 'Another change happened at the same time; try again' },
  ALREADY_STYLIST: { status: 409, title: 'The user is already an active stylist' },
  ALREADY_ACTIVE: { status: 409, title: 'The stylist is already active' },
  ALREADY_INACTIVE: { status: 409, title: 'The stylist is already inactive' },
  NOT_A_STYLIST: { status: 409, title: 'The role of the stylist has ended; promote the user anew' },
  HAS_PROMOTION: { status: 409, title: 'The role comes from an approved promotion; revoke that' },
  PROMOTION_CLOSED: { status: 409, title: 'The promotion has already ended' },
  INVALID_TRANSITION: { status: 409, title: 'The promotion cannot take this step from its current state' },
  NOTES_FULL: { status: 409, title: 'The promotion has 500 notes added by hand' },
  CHECKS_INCOMPLETE: { status: 409, title: 'Not all checks have passed' },
  DUPLICATE_OVERRIDE: { status: 409, title: 'The same override already exists' },
  BOOKINGS_AFFECTED: { status: 409, title: 'The change affects bookings' },
  CLOSED_BY_ADMIN: { status: 409, title: 'An admin has closed this day' },
  NO_EFFECT: { status: 409, title: 'The change would have no effect' },
  OVERRIDE_STARTED: { status: 409, title: 'The override has already begun' },
  OVERRIDE_IN_PAST: { status: 409, title: 'The override has already ended' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'The same request is still running' },
  VERSION_MISMATCH: { status: 412, title: 'The resource has changed since you read it' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be uncompressed JSON' },
  UNPROCESSABLE: { status: 422, title: 'The request refers to something that does not exist' },
  PROFILE_INCOMPLETE: { status: 422, title: 'The profile is incomplete' },
  SERVICES_NOT_FOUND: { status: 422, title: 'A service does not exist or is inactive', code: 'SERVICE_NOT_FOUND' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key belongs to another request' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  OVERRIDE_BUDGET_EXHAUSTED: { status: 429, title: 'The override budget of this month is used up' },
  INTERNAL: { status: 500, title: 'The service failed' },
  TEMPORARILY_UNAVAILABLE: { status: 503, title: 'The service is temporarily unavailable; try again' },
} as const satisfies Record<string, { status: number; title: string; code?: string }>;

export type ProblemName = keyof typeof PROBLEMS;

/** One wrong field of a body, query or path: `path` is dotted, `code` is stable. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
}

export interface ProblemOptions {
  detail?: string;
  /** Members beside the standard ones, e.g. `missing` or `budget`. */
  extra?: Record<string, unknown>;
  errors?: FieldError[];
  /** All of them; `errors` are the first. */
  errorsTotal?: number;
  headers?: Record<string, string>;
  /** A 404 that stands in place of a 403: the log records it as a refusal (docs/rules.md "Audit"). */
  refusal?: boolean;
  cause?: unknown;
}

/** An expected failure; the problem filter turns it into RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly code: string;

  constructor(
    readonly problem: ProblemName,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? PROBLEMS[problem].title, { cause: options.cause });
    const definition: { status: number; title: string; code?: string } = PROBLEMS[problem];
    this.status = definition.status;
    this.title = definition.title;
    this.code = definition.code ?? problem;
  }
}

/** The code that a client reads; it differs from the name only where one code has two statuses. */
export function codeOf(problem: ProblemName): string {
  const definition: { status: number; code?: string } = PROBLEMS[problem];
  return definition.code ?? problem;
}

/** The identifier of a kind of problem. */
export function problemType(name: ProblemName): { type: string } {
  return { type: `urn:kb-stylish:problem:${codeOf(name).toLowerCase().replaceAll('_', '-')}` };
}

/** Errors that an answer lists. With the limits below it stays under 20 kB. */
export const MOST_ERRORS = 20;
/** Characters of a path or a message of one error. */
const LONGEST_MEMBER = 200;
const LONGEST_DETAIL = 1_000;

/** 400 `VALIDATION_FAILED` with the first of the fields that are wrong. */
export function invalid(...all: FieldError[]): Problem {
  const errors = all.slice(0, MOST_ERRORS).map(({ path, code, message }) => ({
    path: cut(path, LONGEST_MEMBER),
    code,
    message: cut(message, LONGEST_MEMBER),
  }));
  const sentences = errors.map(({ path, message }) => (path === '' ? `The request ${message}` : `${path}: ${message}`));
  return new Problem('VALIDATION_FAILED', {
    detail: cut(sentences.join('; '), LONGEST_DETAIL),
    errors,
    errorsTotal: all.length,
  });
}

/** Control characters and halves of pairs take six bytes each in JSON, so they are replaced. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replaceAll(/[\p{Cc}\p{Cs}]/gu, '\u{fffd}');
}
