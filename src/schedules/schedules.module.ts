import { Module } from '@nestjs/common';
import { BudgetSweep } from './budgets/budget-sweep.js';
import { BudgetsController } from './budgets/budgets.controller.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { OwnController } from './own/own.controller.js';
import { WeeksController } from './weeks/weeks.controller.js';

/** Base weeks, overrides, budgets, and the stylist's own changes. */
@Module({
  controllers: [WeeksController, OverridesController, BudgetsController, OwnController],
  providers: [BudgetSweep],
})
export class SchedulesModule {}
