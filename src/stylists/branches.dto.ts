import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';

export class BranchDto {
  @ApiProperty({ format: 'uuid', example: DEMO.branches.patan })
  id: string;

  @ApiProperty({ example: 'Patan' })
  name: string;
}

export class BranchesDto {
  items: BranchDto[];
}
