import { Controller, Injectable } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { listBranches } from '../schedules/branches.js';
import { BranchesDto } from './branches.dto.js';

/** The salons of the business. */
@Injectable()
export class BranchesService {
  /** Lists the active branches by name. Everybody may know them; a host without branches has none. */
  async list(context: RequestContext): Promise<BranchesDto> {
    return { items: await context.read(listBranches) };
  }
}

@Controller()
export class BranchesController {
  constructor(private readonly branches: BranchesService) {}

  @Endpoint('GET /v1/branches', {
    access: 'public',
    audience: 'Public',
    summary: 'The branches of the business',
    description: 'The active ones, by name. A business without branches has an empty list.',
    answers: { 200: BranchesDto },
  })
  listBranches(@CurrentContext() context: RequestContext) {
    return this.branches.list(context);
  }
}
