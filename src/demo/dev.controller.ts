import { Controller, Header, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Body } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import { Problem } from '../http/problem.js';
import { DevTokenRequestDto, DevTokenDto } from './dev-token.dto.js';
import { PERSONAS } from '../examples/personas.js';
import { resetDemoSalon } from './salon.js';
import { signToken } from './sign.js';

/** What only a demo salon has. */
@Controller()
export class DevController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('POST /dev/token', {
    access: 'public',
    audience: 'Operations',
    summary: 'A token for somebody of the demo salon',
    description: 'Exists only with DEMO_DATA on and, where DATABASE_URL is set, DEMO_TOKENS on.',
    answers: { 200: DevTokenDto },
  })
  @Header('cache-control', 'no-store')
  async createDevToken(@Body() { persona }: DevTokenRequestDto): Promise<DevTokenDto> {
    const { signIn, audience, issuer } = this.config.auth;
    if (signIn?.kind !== 'secret') throw new Problem('NOT_FOUND');
    const userId = PERSONAS[persona];
    return { token: await signToken(signIn.secret, userId, audience, issuer), userId, persona };
  }

  @Endpoint('POST /dev/reset', {
    access: 'public',
    audience: 'Operations',
    summary: 'Make the demo salon new',
    description:
      'Whatever was done there is gone, the logs included, and all dates count from today again. Tokens stay good. 409 ' +
      'where the database holds others than the people of the demo salon: then nothing is changed. It exists where ' +
      '`POST /dev/token` does.',
    answers: { 204: null },
    errors: ['CONFLICT'],
  })
  async resetDemoSalon(): Promise<void> {
    const isReset = await resetDemoSalon(this.config.database.migrationUrl ?? '');
    if (!isReset)
      throw new Problem('CONFLICT', { detail: 'The database holds others than the people of the demo salon' });
  }
}
