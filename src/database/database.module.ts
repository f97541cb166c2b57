import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config.js';
import { serviceDataSource } from './data-source.js';
import { Database } from './database.js';

/** The data source and the one way into it. It is connected by {@link Database}, which waits for a server that is away. */
@Module({})
export class DatabaseModule {
  static with(config: Config, url: string): DynamicModule {
    const source = serviceDataSource(config, url);
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...source.options, manualInitialization: true }),
          dataSourceFactory: () => Promise.resolve(source),
        }),
      ],
      providers: [{ provide: CONFIG, useValue: config }, Database],
      exports: [CONFIG, Database],
    };
  }
}
