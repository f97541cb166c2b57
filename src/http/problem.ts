/**
 * Every failure that the service expects, with its status, its title and the members that its answer has beside the
 * standard ones; `?` behind a member: not always (docs/api.md "Errors"). The list is closed: nothing else is thrown on
 * purpose. Clients switch on the code. The schemas of the members stand in `problem-members.ts`.
 */
export const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid', members: ['errors?', 'errorsTotal?'] },
  RANGE_TOO_LONG: { status: 400, title: 'The range of dates is too long' },
  INVALID_TIMEZONE: { status: 400, title: 'The time zone is unknown' },
  UNAUTHENTICATED: { status: 401, title: 'Sign-in is required' },
  FORBIDDEN: { status: 403, title: 'You may not do this' },
  SELF_PROMOTION: { status: 403, title: 'You cannot work on your own promotion' },
  FOUR_EYES: { status: 403, title: 'Another admin must approve' },
  NOT_FOUND: { status: 404, title: 'No resource has this path' },
  PROMOTION_NOT_FOUND: { status: 404, title: 'The promotion does not exist' },
  OVERRIDE_NOT_FOUND: { status: 404, title: 'The override does not exist' },
  STYLIST_NOT_FOUND: { status: 404, title: 'The stylist does not exist', members: ['index?'] },
  BRANCH_NOT_FOUND: { status: 404, title: 'The branch does not exist', members: ['index?'] },
  SERVICE_NOT_FOUND: { status: 404, title: 'The service does not exist' },
  SERVICE_NOT_OFFERED: { status: 404, title: 'The stylist does not offer this service' },
  USER_NOT_FOUND: { status: 404, title: 'The user does not exist' },
  LOG_ENTRY_NOT_FOUND: { status: 404, title: 'The log entry does not exist' },
  WEBHOOK_NOT_FOUND: { status: 404, title: 'The webhook does not exist' },
  DELIVERY_NOT_FOUND: { status: 404, title: 'The delivery does not exist' },
  NO_AVAILABILITY: { status: 404, title: 'No slot is available', members: ['nextCursor'] },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The path does not support this method' },
  CONFLICT: { status: 409, title: 'The request conflicts with what exists' },
  CONFLICT_RETRY: { status: 409, title: 'Another change happened at the same time; try again' },
  ALREADY_STYLIST: { status: 409, title: 'The user is already an active stylist' },
  ALREADY_ACTIVE: { status: 409, title: 'The stylist is already active' },
  ALREADY_INACTIVE: { status: 409, title: 'The stylist is already inactive' },
  NOT_A_STYLIST: { status: 409, title: 'The role of the stylist has ended; promote the user anew' },
  HAS_PROMOTION: {
    status: 409,
    title: 'The role comes from an approved promotion; revoke that',
    members: ['promotionId'],
  },
  PROMOTION_CLOSED: { status: 409, title: 'The promotion has already ended', members: ['currentStatus'] },
  INVALID_TRANSITION: {
    status: 409,
    title: 'The promotion cannot take this step from its current state',
    members: ['currentStatus'],
  },
  NOTES_FULL: { status: 409, title: 'The promotion has 500 notes added by hand' },
  CHECKS_INCOMPLETE: { status: 409, title: 'Not all checks have passed', members: ['missing'] },
  DUPLICATE_OVERRIDE: { status: 409, title: 'The same override already exists', members: ['index?'] },
  BOOKINGS_AFFECTED: {
    status: 409,
    title: 'The change affects bookings',
    members: ['affectedBookings', 'affectedBookingsTotal'],
  },
  CLOSED_BY_ADMIN: { status: 409, title: 'An admin has closed this day' },
  NO_EFFECT: { status: 409, title: 'The change would have no effect' },
  OVERRIDE_STARTED: { status: 409, title: 'The override has already begun' },
  OVERRIDE_IN_PAST: { status: 409, title: 'The override has already ended' },
  WEBHOOKS_OFF: { status: 409, title: 'Webhooks need the setting WEBHOOK_SECRET_KEY' },
  WEBHOOKS_FULL: { status: 409, title: 'There are 50 webhooks already' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'The same request is still running' },
  VERSION_MISMATCH: { status: 412, title: 'The resource has changed since you read it' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be uncompressed JSON' },
  UNPROCESSABLE: { status: 422, title: 'The request refers to something that does not exist' },
  PROFILE_INCOMPLETE: { status: 422, title: 'The profile is incomplete', members: ['missing'] },
  SERVICES_NOT_FOUND: {
    status: 422,
    title: 'A service does not exist or is inactive',
    code: 'SERVICE_NOT_FOUND',
    members: ['unknown'],
  },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key belongs to another request' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  OVERRIDE_BUDGET_EXHAUSTED: {
    status: 429,
    title: 'The override budget of this month is used up',
    members: ['exhausted', 'budget'],
  },
  INTERNAL: { status: 500, title: 'The service failed' },
  TEMPORARILY_UNAVAILABLE: {
    status: 503,
    title: 'The service is temporarily unavailable; try again',
    members: ['missing?'],
  },
} as const satisfies Record<string, Definition>;

interface Definition {
  status: number;
  title: string;
  /** Where one code has two statuses. */
  code?: string;
  members?: readonly string[];
}

export type ProblemName = keyof typeof PROBLEMS;

/** The problems with members, and their members as the table has them. */
export type ProblemWithMembers = {
  [Name in ProblemName]: (typeof PROBLEMS)[Name] extends { members: unknown } ? Name : never;
}[ProblemName];
export type Member<Name extends ProblemWithMembers> = (typeof PROBLEMS)[Name]['members'][number];

/** What `extra` of a problem must hold, and may hold. */
type Extra<Name extends ProblemWithMembers> = Record<Exclude<Member<Name>, `${string}?`>, unknown> & {
  [Given in Member<Name> as Given extends `${infer Optional}?` ? Optional : never]?: unknown;
};

/** One wrong field of a body, query or path: `path` is dotted, `code` is stable. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
}

export interface ProblemOptions {
  detail?: string;
  /** Members beside the standard ones, e.g. `missing` or `budget`: exactly those of the table. */
  extra?: object;
  errors?: FieldError[];
  /** All of them; `errors` are the first. */
  errorsTotal?: number;
  headers?: Record<string, string>;
  /** A 404 that stands in place of a 403: the log records it as a refusal (docs/rules.md "Audit"). */
  refusal?: boolean;
  cause?: unknown;
}

/** The options of a problem: `extra` must be there where members are that are always there. */
type Arguments<Name extends ProblemName> = Name extends ProblemWithMembers
  ? Member<Name> extends `${string}?`
    ? [options?: ProblemOptions & { extra?: Extra<Name> }]
    : [options: ProblemOptions & { extra: Extra<Name> }]
  : [options?: ProblemOptions & { extra?: never }];

/** An expected failure; the problem filter turns it into RFC 9457 `application/problem+json`. */
export class Problem<Name extends ProblemName = ProblemName> extends Error {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly options: ProblemOptions;

  constructor(
    readonly problem: Name,
    ...[options = {}]: Arguments<Name>
  ) {
    super(options.detail ?? PROBLEMS[problem].title, { cause: options.cause });
    this.options = options;
    this.status = PROBLEMS[problem].status;
    this.title = PROBLEMS[problem].title;
    this.code = codeOf(problem);
  }
}

/** The code that a client reads; it differs from the name only where one code has two statuses. */
export function codeOf(problem: ProblemName): string {
  const definition: Definition = PROBLEMS[problem];
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
