import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config.js';
import { serviceOptions } from './data-source.js';
import { Database } from './database.js';

/** The data source and the one way into it. {@link Database} connects it, because it waits for a server that is away. */
@Module({})
export class DatabaseModule {
  static with(config: Config, url: string): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...serviceOptions(config, url), autoLoadEntities: true, manualInitialization: true }),
      ],
      providers: [{ provide: CONFIG, useValue: config }, Database],
      exports: [CONFIG, Database],
    };
  }
}
