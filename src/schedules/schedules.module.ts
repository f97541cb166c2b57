import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OverrideBudget } from './budgets/budget.entity.js';
import { BudgetCleanup } from './budgets/budget-cleanup.js';
import { BudgetsController } from './budgets/budgets.controller.js';
import { BudgetsService } from './budgets/budgets.service.js';
import { ConflictsController } from './conflicts/conflicts.controller.js';
import { ConflictsService } from './conflicts/conflicts.service.js';
import { EffectiveSchedulesController } from './effective-schedules.controller.js';
import { EffectiveSchedulesService } from './effective-schedules.js';
import { MyScheduleLists } from './my-schedule/my-schedule-lists.js';
import { MyScheduleController } from './my-schedule/my-schedule.controller.js';
import { MyScheduleService } from './my-schedule/my-schedule.service.js';
import { OverrideBatch } from './overrides/override-batch.js';
import { OverrideBatchController } from './overrides/override-batch.controller.js';
import { OverridePreview } from './overrides/override-preview.js';
import { ScheduleOverride } from './overrides/override.entity.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { PublicOverrides } from './overrides/public-overrides.js';
import { OverridesService } from './overrides/overrides.service.js';
import { WeeksController } from './weeks/weeks.controller.js';
import { WeeksService } from './weeks/weeks.service.js';

/** Weekly schedules, overrides, budgets, and the changes that stylists make. */
@Module({
  imports: [TypeOrmModule.forFeature([ScheduleOverride, OverrideBudget])],
  controllers: [
    WeeksController,
    OverridesController,
    BudgetsController,
    MyScheduleController,
    ConflictsController,
    OverrideBatchController,
    EffectiveSchedulesController,
  ],
  providers: [
    WeeksService,
    OverridesService,
    OverridePreview,
    PublicOverrides,
    BudgetsService,
    BudgetCleanup,
    MyScheduleService,
    MyScheduleLists,
    ConflictsService,
    OverrideBatch,
    EffectiveSchedulesService,
  ],
})
export class SchedulesModule {}
