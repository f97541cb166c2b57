import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { Query } from '../http/parameters.js';
import { CandidatePageDto, CandidatesQuery } from './candidates.dto.js';
import { CandidatesService } from './candidates.service.js';

@Controller()
export class CandidatesController {
  constructor(private readonly candidates: CandidatesService) {}

  @Endpoint('GET /v1/candidates', {
    access: 'admin',
    audience: 'Admin: promotions',
    summary: 'Find a user to promote',
    description:
      'Users whose display name or username has this part, or whose e-mail address it is, newest first. Addresses are ' +
      'shown masked.',
    answers: { 200: CandidatePageDto },
  })
  findCandidates(@CurrentContext() context: RequestContext, @Query() query: CandidatesQuery) {
    return this.candidates.find(context, query);
  }
}
