import 'reflect-metadata';
import { SwaggerModule } from '@nestjs/swagger';
import { createApp } from './app.js';
import { ConfigError, readConfig, type Config } from './config.js';
import { Database } from './database/database.js';
import { EmbeddedPostgres } from './database/embedded.js';
import { migrate } from './database/migrate.js';
import { openApiDocument } from './http/openapi.js';

/** Starts the service; a wrong setting, an occupied port or an older schema ends it with one line and exit code 1. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const embedded = config.database.url === undefined ? await startEmbedded(config) : undefined;
  try {
    await serve(config, config.database.url ?? embedded?.apiUrl ?? '', embedded);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function startEmbedded(config: Config): Promise<EmbeddedPostgres> {
  const embedded = await EmbeddedPostgres.start(config.database.embeddedDir);
  config.auth.signIn ??= { kind: 'secret', secret: embedded.jwtSecret };
  await migrate(embedded.ownerUrl);
  await embedded.openForService();
  return embedded;
}

async function serve(config: Config, databaseUrl: string, embedded: EmbeddedPostgres | undefined): Promise<void> {
  const app = await createApp(config, databaseUrl);
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: undefined,
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
  const database = app.get(Database);
  await app.listen(config.port, config.host);
  await database.connect();
  const obstacles = await database.obstacles();
  if (obstacles.length > 0) throw new ConfigError(`The database is not ready: ${obstacles.join('; ')}`);
  app.getHttpServer().once('close', () => void embedded?.stop());
  console.log(`Listening on http://${config.host}:${config.port} (documentation at /docs)`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
