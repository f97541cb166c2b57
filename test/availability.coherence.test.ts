import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SECRET, startApp, type TestApp } from './support/app.js';
import { type Running, startService } from './support/process.js';
import { storm } from './support/storm.js';

/** The prove run asks for more. */
const READS = 250;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

async function startTwo(memory: 'on' | 'off'): Promise<Running[]> {
  const settings = {
    DATABASE_URL: app.database.url,
    AUTH_JWT_SECRET: SECRET,
    AVAILABILITY_MEMORY_CACHE: memory,
    RATE_LIMIT_ANONYMOUS: '1000000',
  };
  const services = await Promise.all([startService(settings), startService(settings)]);
  await Promise.all(services.map((service) => service.answers('/health/ready', 200)));
  return services;
}

describe('No answer is from before a change that was committed when it was asked for (rules.md §7 Cache)', () => {
  it.each(['on', 'off'] as const)('two services, the layer in the process %s', async (memory) => {
    const services = await startTwo(memory);
    try {
      const report = await storm(
        app,
        services.map(({ url }) => url),
        READS,
      );
      expect(report.stale).toEqual([]);
      expect(report.failures).toEqual([]);
      expect(report.judged).toBeGreaterThanOrEqual(READS);
      expect(report.committed).toBeGreaterThan(0);
    } finally {
      for (const service of services) service.kill('SIGTERM');
      await Promise.all(services.map(({ exit }) => exit));
    }
  });
});
