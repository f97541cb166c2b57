import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import { StylistParams } from '../stylist-access.js';
import { BudgetDto, BudgetPageDto, BudgetQuery, UpdateBudgetDto } from './budgets.dto.js';
import { BudgetsService } from './budgets.service.js';

@Controller()
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Endpoint('GET /v1/override-budgets', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'The budgets of all stylists',
    description: 'As of now: a month that has turned counts as turned. Newest profile first.',
    answers: { 200: BudgetPageDto },
  })
  listBudgets(@CurrentContext() context: RequestContext, @Query() query: BudgetQuery) {
    return this.budgets.list(context, query);
  }

  @Endpoint('GET /v1/stylists/:id/override-budget', {
    access: 'admin-or-stylist',
    audience: 'Admin: schedules',
    summary: 'One stylist’s budget',
    description: 'A stylist may read their own budget; another’s is 404.',
    answers: { 200: BudgetDto },
    errors: ['STYLIST_NOT_FOUND'],
  })
  getBudget(@CurrentContext() context: RequestContext, @Param() { id }: StylistParams) {
    return this.budgets.show(context, id);
  }

  @Endpoint('PATCH /v1/stylists/:id/override-budget', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'Change a stylist’s budget',
    description:
      'Sets the monthly limit (1–1,000; it may be below the used changes, then 0 remain), sets (0–100) or adds ' +
      '(1–10, up to 100 in all) emergency tokens, or sets the month’s count to 0; with a reason, which goes into the ' +
      'audit log. A change without a difference writes and logs nothing.',
    bodyExample: { monthlyLimit: 15, grantEmergency: 2, reason: 'Covered two absences this month.' },
    answers: { 200: BudgetDto },
    tagged: true,
    errors: ['STYLIST_NOT_FOUND'],
    ifMatch: true,
  })
  updateBudget(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Body() body: UpdateBudgetDto,
  ) {
    return this.budgets.update(context, id, body);
  }

  @Endpoint('GET /v1/me/override-budget', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'My budget',
    description:
      'How many changes I may still make to my schedule this month, and how many emergency tokens I have. The month ' +
      'turns at midnight of the first in my time zone.',
    answers: { 200: BudgetDto },
  })
  getMyBudget(@CurrentContext() context: RequestContext) {
    return this.budgets.show(context, context.user.userId);
  }
}
