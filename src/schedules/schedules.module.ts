import { Module } from '@nestjs/common';
import { BudgetSweep } from './budget-sweep.js';
import { BudgetsController } from './budgets.controller.js';
import { OwnController } from './own.controller.js';

/** Base weeks, overrides, budgets, and the stylist's own changes. */
@Module({ controllers: [BudgetsController, OwnController], providers: [BudgetSweep] })
export class SchedulesModule {}
