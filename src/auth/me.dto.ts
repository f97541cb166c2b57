import { ApiProperty } from '@nestjs/swagger';

export class MyStylistDto {
  isActive: boolean;

  /** IANA zone of the stylist's wall clock. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  displayName: string;
}

export class MeDto {
  @ApiProperty({ format: 'uuid' })
  userId: string;

  displayName: string;

  /** Active and not expired. */
  roles: string[];

  @ApiProperty({ type: MyStylistDto, nullable: true })
  stylist: MyStylistDto | null;
}
