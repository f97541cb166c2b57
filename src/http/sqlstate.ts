import { Problem } from './problem.js';

/** What the system says of a connection that cannot be made, or breaks. */
const CONNECTION_ERRORS = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ESHUTDOWN',
  'ETIMEDOUT',
]);
/** What pg says of it, without a code. */
const CONNECTION_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered|Client was closed|The server closed|Cannot use a pool after calling end)/;

/** Whether the connection is gone or cannot be made: another one may work. */
export function isConnectionLost(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined && (CONNECTION_ERRORS.has(code) || /^(08|57P0)/.test(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost);
  return code?.length !== 5 && error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}

/** Whether a transaction lost against another one (serialization failure, deadlock); run again, it may succeed. */
export function isRetryable(error: unknown): boolean {
  const code = sqlState(error);
  return code === '40001' || code === '40P01';
}

/** The SQLSTATE of an error of PostgreSQL, or the system's code of a broken connection. */
export function sqlState(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** The name of the constraint that refused a row. */
export function constraintOf(error: unknown): string | undefined {
  return textOf(error, 'constraint');
}

function textOf(error: unknown, member: 'code' | 'constraint'): string | undefined {
  const value = (error as Partial<Record<typeof member, unknown>> | null | undefined)?.[member];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Turns an error of PostgreSQL into the problem that a client gets; SQLSTATEs are mapped nowhere else. An unknown error
 * stays as it is and becomes 500 `INTERNAL`.
 */
export function explain(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const code = sqlState(error);
  const cause = error;
  if (isConnectionLost(error)) return unavailable(cause);
  if (code?.length !== 5) return error;
  if (isRetryable(error)) return new Problem('CONFLICT_RETRY', { cause });
  if (code === '23505' || code === '23P01') return new Problem('CONFLICT', { cause });
  if (code === '23503') return new Problem('UNPROCESSABLE', { cause });
  if (code === '42501') return new Problem('FORBIDDEN', { cause });
  if (code.startsWith('22') || code === '23502' || code === '23514') {
    return new Problem('VALIDATION_FAILED', { detail: 'The database refuses this value', cause });
  }
  if (code === '55P03' || code === '57014' || code === '25006' || code === '25P03') return unavailable(cause);
  if (code.startsWith('53')) return unavailable(cause);
  return error;
}

/** 503 with `Retry-After` in seconds. */
export function unavailable(cause?: unknown, why: { detail?: string } = {}): Problem {
  return new Problem('TEMPORARILY_UNAVAILABLE', { headers: { 'retry-after': '1' }, cause, ...why });
}
