import { ApiProperty } from '@nestjs/swagger';

/** One wrong field. */
export class FieldErrorDto {
  /** Where in the body, query or path, dotted: `days.0.startTime`; in a batch `overrides[3].startDate`. */
  path: string;

  /** Stable code, e.g. `REQUIRED`, `INVALID_DATE`, `UNKNOWN_FIELD`. */
  code: string;

  message: string;
}

/** RFC 9457 problem details; some problems have further members, described where they occur. */
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

  /** Only where a promotion's state stands in the way: that state. */
  currentStatus?: string;

  /** Only where one item of a batch stands in the way: its place, from 0. */
  @ApiProperty({ type: 'integer', required: false })
  index?: number;

  /** Only for a bad body, query or path: the first 20. A path or message is cut at 200 characters. */
  @ApiProperty({ type: [FieldErrorDto], required: false, maxItems: 20 })
  errors?: FieldErrorDto[];

  /** How many there are in all. */
  @ApiProperty({ type: 'integer', required: false })
  errorsTotal?: number;
}
