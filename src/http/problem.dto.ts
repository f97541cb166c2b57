import { ApiProperty } from '@nestjs/swagger';

/** One wrong field. */
export class FieldErrorDto {
  /** Where in the body, query or path, dotted: `days.0.startTime`; in a batch `overrides[3].startDate`. */
  path: string;

  /** Stable code, e.g. `REQUIRED`, `INVALID_DATE`, `UNKNOWN_FIELD`. */
  code: string;

  message: string;
}

/** RFC 9457 problem details: what all problems have. Each code has a schema of its own with its further members. */
export class ProblemDto {
  @ApiProperty({ format: 'uri-reference' })
  type: string;

  title: string;

  /** The answer's own. */
  @ApiProperty({ type: 'integer' })
  status: number;

  detail: string;

  /** The path of the request. */
  @ApiProperty({ format: 'uri-reference' })
  instance: string;

  /** Stable, for programs. */
  code: string;

  /** Also the `X-Request-Id` of the answer. */
  requestId: string;

  /** The request's own `traceparent`, if it had one. */
  traceparent?: string;
}
