import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Query } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import { StylistPageDto, StylistQuery } from './stylists.dto.js';
import { StylistsService } from './stylists.service.js';

@Controller()
export class StylistsController {
  constructor(private readonly stylists: StylistsService) {}

  @Endpoint('GET /v1/stylists', {
    access: 'admin',
    audience: 'Admin: stylists',
    summary: 'All stylists',
    description: 'With the working weekdays as of today, the budget and the next override; newest profile first.',
    answers: { 200: StylistPageDto },
  })
  listStylists(@CurrentContext() context: RequestContext, @Query() query: StylistQuery) {
    return this.stylists.list(context, query);
  }
}
