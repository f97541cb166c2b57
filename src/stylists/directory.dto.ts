import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { Id, Text } from '../http/fields.js';
import { PageOf } from '../http/page.dto.js';
import { PageQuery } from '../http/paging.js';
import { OfferedServiceDto } from './stylist.dto.js';

const NO_ID = { type: String, format: 'uuid', nullable: true };
const NO_TEXT = { type: String, nullable: true };

export class ServicesQuery extends PageQuery {
  @Text(80, { optional: true, description: 'A part of the name, in any case.', example: 'cut' })
  q?: string;

  @Text(80, { optional: true, description: 'A category, spelt as the services have it.', example: 'hair' })
  category?: string;
}

/** A service that customers can book. */
export class ServiceDto {
  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  id: string;

  @ApiProperty({ example: 'Haircut' })
  name: string;

  @ApiProperty({ ...NO_TEXT, example: 'hair' })
  category: string | null;

  @ApiProperty(NO_TEXT)
  description: string | null;

  @ApiProperty({ type: 'integer', example: 45 })
  durationMinutes: number;

  @ApiProperty({ type: 'integer', example: 80_000 })
  priceCents: number;

  /** A slot is offered until so many hours before it. */
  @ApiProperty({ type: 'integer', example: 2 })
  minAdvanceHours: number;

  /** A slot is offered so many days ahead. */
  @ApiProperty({ type: 'integer', example: 30 })
  maxAdvanceDays: number;
}

export class ServicePageDto extends PageOf(ServiceDto) {}

export class PublicStylistsQuery extends PageQuery {
  @Id({ optional: true, description: 'Those who offer this service.', example: DEMO.services.haircut })
  serviceId?: string;

  @Id({ optional: true, description: 'Those of this branch.' })
  branchId?: string;

  @Text(80, { optional: true, description: 'A part of the display name, in any case.', example: 'gurung' })
  q?: string;
}

/** A stylist as customers see them. */
export class PublicStylistDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  @ApiProperty({ example: 'Anjali Gurung' })
  displayName: string;

  @ApiProperty({ ...NO_TEXT, example: 'Senior stylist' })
  title: string | null;

  @ApiProperty({ ...NO_TEXT, example: 'Cuts, colour and bridal looks in Patan.' })
  bio: string | null;

  @ApiProperty({ type: String, isArray: true, example: ['bridal', 'colour'] })
  specialties: string[];

  @ApiProperty(NO_ID)
  branchId: string | null;

  @ApiProperty(NO_TEXT)
  branchName: string | null;

  /** Active services that the stylist offers, by name. */
  services: OfferedServiceDto[];
}

export class PublicStylistPageDto extends PageOf(PublicStylistDto) {}

export class BranchDto {
  @ApiProperty({ format: 'uuid', example: DEMO.branches.patan })
  id: string;

  @ApiProperty({ example: 'Patan' })
  name: string;
}

export class BranchesDto {
  items: BranchDto[];
}
