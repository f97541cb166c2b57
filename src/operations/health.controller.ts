import { Controller } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Endpoint } from '../http/endpoint.js';
import { Problem } from '../http/problem.js';
import { Shutdown } from '../http/shutdown.js';
import { LiveDto, ReadyDto } from './health.dto.js';

@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly shutdown: Shutdown,
  ) {}

  @Endpoint('GET /health/live', {
    access: 'public',
    audience: 'Operations',
    summary: 'The process answers',
    answers: { 200: LiveDto },
  })
  checkLiveness(): LiveDto {
    return { status: 'ok' };
  }

  @Endpoint('GET /health/ready', {
    access: 'public',
    audience: 'Operations',
    summary: 'The database is reachable, its schema is current, and the service is not stopping',
    description: 'Otherwise 503; `missing` lists the reasons. Every request checks again.',
    answers: { 200: ReadyDto },
  })
  async checkReadiness(): Promise<ReadyDto> {
    const missing = this.shutdown.hasBegun ? ['the service is stopping'] : await this.database.notReadyReasons();
    if (missing.length > 0) {
      throw new Problem('TEMPORARILY_UNAVAILABLE', {
        detail: missing.join('; '),
        extra: { missing },
        headers: { 'retry-after': '1' },
      });
    }
    return { status: 'ok' };
  }
}
