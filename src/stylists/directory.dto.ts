import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { Id, Text } from '../http/fields.js';
import { PageOf } from '../http/page.dto.js';
import { PageQuery } from '../http/paging.js';
import { OfferedServiceDto, StylistDto } from './stylist.dto.js';

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

  @ApiProperty({ type: String, nullable: true, example: 'hair' })
  category: string | null;

  @ApiProperty({ type: String, nullable: true })
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

class PublicStylistId {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;
}

/** A stylist as customers see them. */
export class PublicStylistDto extends IntersectionType(
  PublicStylistId,
  PickType(StylistDto, ['displayName', 'title', 'bio', 'specialties', 'branchId', 'branchName']),
) {
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
