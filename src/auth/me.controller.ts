import { Controller } from '@nestjs/common';
import { Endpoint } from '../http/endpoint.js';
import { RequestContext, CurrentContext } from './request-context.js';
import { MeDto } from './me.dto.js';

@Controller()
export class MeController {
  @Endpoint('GET /v1/me', {
    access: 'signed-in',
    audience: 'Stylist app',
    summary: 'The signed-in user',
    description: 'Roles come from the database at the moment of the request; no claim of the token grants one.',
    answers: { 200: MeDto },
  })
  getMe(@CurrentContext() context: RequestContext): MeDto {
    return { ...context.user, roles: [...context.user.roles] };
  }
}
