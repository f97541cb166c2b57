import { Controller } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Endpoint } from '../http/endpoint.js';
import { Problem } from '../http/problem.js';
import { LiveDto, ReadyDto } from './health.dto.js';

@Controller()
export class HealthController {
  constructor(private readonly database: Database) {}

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
    summary: 'The database is reachable and its schema is current',
    description: 'Otherwise 503; `missing` lists the reasons. Every request checks again.',
    answers: { 200: ReadyDto },
  })
  async checkReadiness(): Promise<ReadyDto> {
    const missing = await this.database.notReadyReasons();
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
