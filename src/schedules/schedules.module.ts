import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BudgetSweep } from './budgets/budget-cleanup.js';
import { BudgetsController } from './budgets/budgets.controller.js';
import { ScheduleOverride } from './overrides/override.entity.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { MyScheduleController } from './my-schedule/my-schedule.controller.js';
import { WeeksController } from './weeks/weeks.controller.js';

/** Base weeks, overrides, budgets, and the stylist's own changes. */
@Module({
  imports: [TypeOrmModule.forFeature([ScheduleOverride])],
  controllers: [WeeksController, OverridesController, BudgetsController, MyScheduleController],
  providers: [BudgetSweep],
})
export class SchedulesModule {}
