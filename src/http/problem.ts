/**
 * Every failure the service expects, with its status and title: the one closed list (api.md "Conventions").
 * The code is the stable name clients switch on.
 */
export const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  RANGE_TOO_LONG: { status: 400, title: 'The range of dates is too long' },
  INVALID_TIMEZONE: { status: 400, title: 'The time zone is unknown' },
  UNAUTHENTICATED: { status: 401, title: 'Sign-in is required' },
  FORBIDDEN: { status: 403, title: 'This is not open to you' },
  SELF_PROMOTION: { status: 403, title: 'Nobody works on the own promotion' },
  FOUR_EYES: { status: 403, title: 'A second admin must approve' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this path' },
  PROMOTION_NOT_FOUND: { status: 404, title: 'The promotion does not exist' },
  OVERRIDE_NOT_FOUND: { status: 404, title: 'The override does not exist' },
  STYLIST_NOT_FOUND: { status: 404, title: 'The stylist does not exist' },
  SERVICE_NOT_FOUND: { status: 404, title: 'The service does not exist' },
  SERVICE_NOT_OFFERED: { status: 404, title: 'The stylist does not offer this service' },
  USER_NOT_FOUND: { status: 404, title: 'The user does not exist' },
  LOG_ENTRY_NOT_FOUND: { status: 404, title: 'The log entry does not exist' },
  NO_AVAILABILITY: { status: 404, title: 'Nothing is available' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The path does not know this method' },
  CONFLICT: { status: 409, title: 'The request conflicts with what exists' },
  CONFLICT_RETRY: { status: 409, title: 'Another change came between; try again' },
  ALREADY_STYLIST: { status: 409, title: 'The user is an active stylist' },
  PROMOTION_CLOSED: { status: 409, title: 'The promotion has ended' },
  INVALID_TRANSITION: { status: 409, title: 'The promotion cannot go there from its state' },
  CHECKS_INCOMPLETE: { status: 409, title: 'Checks are missing' },
  DUPLICATE_OVERRIDE: { status: 409, title: 'The same override exists' },
  BOOKINGS_AFFECTED: { status: 409, title: 'Bookings would be affected' },
  CLOSED_BY_ADMIN: { status: 409, title: 'An admin closed this day' },
  OVERRIDE_STARTED: { status: 409, title: 'The override has begun' },
  OVERRIDE_IN_PAST: { status: 409, title: 'The override is over' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'The same request is still running' },
  VERSION_MISMATCH: { status: 412, title: 'It has changed since you read it' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be JSON' },
  UNPROCESSABLE: { status: 422, title: 'The request refers to something that does not exist' },
  PROFILE_INCOMPLETE: { status: 422, title: 'The profile is incomplete' },
  SERVICES_NOT_FOUND: { status: 422, title: 'A service does not exist or is inactive', code: 'SERVICE_NOT_FOUND' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The key belongs to another request' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  OVERRIDE_BUDGET_EXHAUSTED: { status: 429, title: 'The budget is used up' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  TEMPORARILY_UNAVAILABLE: { status: 503, title: 'Try again in a moment' },
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
  headers?: Record<string, string>;
  /** A 404 that stands in place of a 403: it is audited as a refusal (rules.md §8 Audit). */
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

/** The code a client sees for a problem; differs from its name only where one code has two statuses. */
export function codeOf(problem: ProblemName): string {
  const definition: { status: number; code?: string } = PROBLEMS[problem];
  return definition.code ?? problem;
}

/** The identifier of a kind of problem. */
export function problemType(name: ProblemName): { type: string } {
  return { type: `urn:kb-stylish:problem:${codeOf(name).toLowerCase().replaceAll('_', '-')}` };
}

/** 400 `VALIDATION_FAILED` with the fields that are wrong. */
export function invalid(...errors: FieldError[]): Problem {
  return new Problem('VALIDATION_FAILED', {
    detail: errors
      .map(({ path, message }) => (path === '' ? `The request ${message}` : `${path}: ${message}`))
      .join('; '),
    errors,
  });
}
