import { ApiProperty } from '@nestjs/swagger';
import { HexDigest } from '../http/fields.js';
import { LOG_NAMES, type LogName } from './log.entities.js';

const SAMPLE_DIGEST = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';

/** A range of a log that is not as it was sealed. */
export class BrokenRangeDto {
  @ApiProperty({ enum: LOG_NAMES })
  log: LogName;

  /** The first id of the range; of a row that cannot be read, its id. */
  @ApiProperty({ example: '1' })
  fromId: string;

  /** The last id of the range. */
  @ApiProperty({ example: '120' })
  toId: string;
}

/** The last seal of a log. Whoever notes it can later ask whether it still is in the chain. */
export class HeadDto {
  @ApiProperty({ enum: LOG_NAMES })
  log: LogName;

  /** The number of the seal; 1 is the first seal of the log. */
  @ApiProperty({ example: '12' })
  number: string;

  /** The id of the last row that the seal covers. */
  @ApiProperty({ example: '120' })
  lastId: string;

  /** The SHA-256 of the sealed rows and the seal before, in hexadecimal digits. */
  @ApiProperty({ example: SAMPLE_DIGEST })
  digest: string;

  /** The HMAC-SHA-256 of `<log> <number> <lastId> <digest>` under AUDIT_SEAL_KEY; absent without that key. */
  @ApiProperty({ example: SAMPLE_DIGEST, required: false })
  signature?: string;
}

/** The rows that no seal covers yet. */
export class UnsealedDto {
  @ApiProperty({ type: 'integer', example: 0 })
  rows: number;

  /** The time of the oldest one; null when there is none. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  since: string | null;
}

export class VerifyQuery {
  @HexDigest({
    optional: true,
    description: 'The digest of a head that was noted before. `sinceFound` tells whether it still is in the chain.',
  })
  since?: string;
}

export class VerificationDto {
  /** The time of the newest sealed row; null while no row is sealed. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  sealedThrough: string | null;

  /** The number of sealed ranges of both logs. */
  @ApiProperty({ type: 'integer' })
  ranges: number;

  /** Whether the logs are as they were sealed, and the head of `since` is in the chain. */
  intact: boolean;

  @ApiProperty({ type: BrokenRangeDto, nullable: true })
  firstBroken: BrokenRangeDto | null;

  unsealed: UnsealedDto;

  /** The last seal of each log that has one. */
  @ApiProperty({ type: [HeadDto] })
  heads: HeadDto[];

  /** With `since` only. */
  @ApiProperty({ type: Boolean, required: false })
  sinceFound?: boolean;
}
