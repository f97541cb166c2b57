import { Controller, Inject } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { Body, Param, Query } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import type { Reply } from '../http/reply.js';
import { promotionHistory } from './history.js';
import { listPromotions } from './list.js';
import { openPromotion } from './open.js';
import { ownPromotions } from './own.js';
import { readPromotion, replyWith, type Viewer } from './promotion-rows.js';
import { STATUSES, TRANSITIONS, workflowMermaid } from './promotion.states.js';
import { OpenPromotionDto, PromotionParams } from './promotions.bodies.dto.js';
import { PromotionDto } from './promotions.dto.js';
import {
  HistoryDto,
  OwnPromotionsDto,
  PromotionPageDto,
  PromotionsQuery,
  WorkflowDto,
} from './promotions.lists.dto.js';

/** Opening promotions, and reading them. */
@Controller()
export class PromotionsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('POST /v1/promotions', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Open a promotion for a user',
    description:
      'Begins a run of the workflow in draft, with fresh checks, linked to the run before it. A user who has an open one ' +
      'gets that one back unchanged (200), so that a wizard resumes (rules.md §2 Promotion workflow).',
    answers: { 201: PromotionDto, 200: PromotionDto },
    tagged: true,
    errors: ['USER_NOT_FOUND', 'SELF_PROMOTION', 'ALREADY_STYLIST'],
  })
  open(@CurrentContext() context: RequestContext, @Body() body: OpenPromotionDto): Promise<Reply<PromotionDto>> {
    return context.write((tx) => openPromotion(tx, context, this.viewer(context), body));
  }

  @Endpoint('GET /v1/promotions', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Promotions, and how many are in each state',
    description:
      'Newest first, without notes and profile draft. `counts` holds all seven states under the same filters but ' +
      '`status` (rules.md §2 Promotion workflow).',
    answers: { 200: PromotionPageDto },
  })
  list(@CurrentContext() context: RequestContext, @Query() query: PromotionsQuery): Promise<PromotionPageDto> {
    return context.read((tx) => listPromotions(tx, this.viewer(context), query));
  }

  @Endpoint('GET /v1/promotions/workflow', {
    access: 'public',
    audience: 'Public',
    summary: 'The workflow as data',
    description: 'Its states, every move between two of them with what it requires, and a diagram (rules.md §2).',
    answers: { 200: WorkflowDto },
  })
  workflow(): WorkflowDto {
    return { states: STATUSES, transitions: TRANSITIONS, mermaid: workflowMermaid() };
  }

  @Endpoint('GET /v1/promotions/me', {
    access: 'signed-in',
    audience: 'Stylist app',
    summary: 'My promotions',
    description:
      'Newest first: status, requirements, dates and the reason I am told; not the notes, not the raw results of checks, ' +
      'not who decided (rules.md §2 Promotion workflow).',
    answers: { 200: OwnPromotionsDto },
  })
  own(@CurrentContext() context: RequestContext): Promise<OwnPromotionsDto> {
    return context.read((tx) => ownPromotions(tx));
  }

  @Endpoint('GET /v1/promotions/:id', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'One promotion',
    description:
      'With what is due, what the caller may do next and what blocks it, and the notes, oldest first (rules.md §2).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND'],
  })
  show(@CurrentContext() context: RequestContext, @Param() { id }: PromotionParams): Promise<Reply<PromotionDto>> {
    return context.read(async (tx) => replyWith(await readPromotion(tx, id), this.viewer(context)));
  }

  @Endpoint('GET /v1/promotions/:id/history', {
    access: 'signed-in',
    audience: ['Admin dashboard', 'Stylist app'],
    summary: 'The steps of a promotion',
    description:
      'Oldest first, as the audit log tells them. Admins see who did it and what changed; a candidate sees the own ' +
      'promotion’s moves without them, another’s is 404 (rules.md §8 Audit).',
    answers: { 200: HistoryDto },
    errors: ['PROMOTION_NOT_FOUND'],
  })
  history(@CurrentContext() context: RequestContext, @Param() { id }: PromotionParams): Promise<HistoryDto> {
    return context.read((tx) => promotionHistory(tx, context, id));
  }

  private viewer({ user }: RequestContext): Viewer {
    return { userId: user.userId, fourEyes: this.config.fourEyes };
  }
}
