import { SECRET, type TestApp } from '../support/app.js';
import { pooled } from '../support/pooler.js';
import { type Running, startService } from '../support/process.js';
import { storm, type StormReport } from './storm.js';

/** A storm against two processes of the service. @param memory whether the processes keep days in memory. */
export async function stormOnTwo(app: TestApp, memory: 'on' | 'off', reads: number): Promise<StormReport> {
  const settings = {
    DATABASE_URL: pooled(app.database.url),
    AUTH_JWT_SECRET: SECRET,
    AVAILABILITY_MEMORY_CACHE: memory,
    RATE_LIMIT_ANONYMOUS: '1000000000',
  };
  const services: Running[] = await Promise.all([startService(settings), startService(settings)]);
  try {
    await Promise.all(services.map((service) => service.answers('/health/ready', 200)));
    return await storm(
      app,
      services.map(({ url }) => url),
      reads,
    );
  } finally {
    for (const service of services) service.kill('SIGTERM');
    await Promise.all(services.map(({ exit }) => exit));
  }
}
