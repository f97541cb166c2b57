import { Controller } from '@nestjs/common';
import { Endpoint } from '../http/endpoint.js';
import { Call, CurrentCall } from './call.js';
import { MeDto } from './me.dto.js';

@Controller()
export class MeController {
  @Endpoint('GET /v1/me', {
    access: 'signed-in',
    audience: ['Admin dashboard', 'Stylist app'],
    summary: 'Who am I',
    description: 'The roles are those the database grants at this moment; nothing in the token grants one.',
    answers: { 200: MeDto },
  })
  me(@CurrentCall() call: Call): MeDto {
    return { ...call.user, roles: [...call.user.roles] };
  }
}
