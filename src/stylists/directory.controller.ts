import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { Query } from '../http/parameters.js';
import {
  BranchesDto,
  PublicStylistPageDto,
  PublicStylistsQuery,
  ServicePageDto,
  ServicesQuery,
} from './directory.dto.js';
import { DirectoryService } from './directory.service.js';

const PUBLIC = { access: 'public', audience: 'Public' } as const;

/** What everybody may look up: services, stylists, branches. */
@Controller()
export class DirectoryController {
  constructor(private readonly directory: DirectoryService) {}

  @Endpoint('GET /v1/services', {
    ...PUBLIC,
    summary: 'The services that can be booked',
    description: 'Active services, by name. A stylist may have another price or duration for one.',
    answers: { 200: ServicePageDto },
  })
  listServices(@CurrentContext() context: RequestContext, @Query() query: ServicesQuery) {
    return this.directory.services(context, query);
  }

  @Endpoint('GET /v1/public/stylists', {
    ...PUBLIC,
    summary: 'The stylists who can be booked',
    description:
      'Active stylists with the services that they offer, by display name. An unknown service or branch gives an ' +
      'empty list.',
    answers: { 200: PublicStylistPageDto },
  })
  listPublicStylists(@CurrentContext() context: RequestContext, @Query() query: PublicStylistsQuery) {
    return this.directory.stylists(context, query);
  }

  @Endpoint('GET /v1/branches', {
    ...PUBLIC,
    summary: 'The branches of the business',
    description: 'The active ones, by name. A business without branches has an empty list.',
    answers: { 200: BranchesDto },
  })
  listBranches(@CurrentContext() context: RequestContext) {
    return this.directory.branches(context);
  }
}
