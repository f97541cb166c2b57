import { ApiProperty } from '@nestjs/swagger';
import { OneOf } from '../http/fields.js';
import { PERSONA_NAMES, type Persona } from '../examples/personas.js';
import { words } from '../http/words.js';

words('Persona', PERSONA_NAMES);

export class DevTokenRequestDto {
  /** A person of the demo salon. */
  @OneOf(PERSONA_NAMES, { example: 'admin' })
  persona: Persona;
}

export class DevTokenDto {
  /** Paste it into "Authorize". */
  token: string;

  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty({ enum: PERSONA_NAMES })
  persona: Persona;
}
