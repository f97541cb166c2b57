import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AvailabilityModule } from './availability/availability.module.js';
import type { Config } from './config.js';
import { DatabaseModule } from './database/database.module.js';
import { DemoModule } from './demo/demo.module.js';
import { EventsModule } from './events/events.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PromotionsModule } from './promotions/promotions.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { StylistsModule } from './stylists/stylists.module.js';

/** The list of features. */
@Module({})
export class AppModule {
  static with(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with(config, databaseUrl),
        AuthModule,
        AuditModule,
        EventsModule,
        OperationsModule,
        ScheduleModule.forRoot(),
        PromotionsModule,
        SchedulesModule,
        StylistsModule,
        AvailabilityModule,
        ...(config.demo === 'off' || !config.demoTokens ? [] : [DemoModule]),
      ],
    };
  }
}
