import { type Instance, requestsTo, SECRET } from '../support/app.js';
import { createDatabase } from '../support/database.js';
import { startService } from '../support/process.js';

/** Two processes of the service on one database. */
export interface TwoInstances {
  both: readonly [Instance, Instance];
  stop(): Promise<void>;
}

/** Starts them. @param demo whether the database holds the demo salon. */
export async function startTwoInstances({ demo = true } = {}): Promise<TwoInstances> {
  const database = await createDatabase({ demo });
  const settings = {
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    RATE_LIMIT_USER: '1000000',
    RATE_LIMIT_ANONYMOUS: '1000000',
    RATE_LIMIT_WRITES: '1000000',
  };
  const [one, two] = await Promise.all([startService(settings), startService(settings)]);
  await Promise.all([one, two].map((service) => service.answers('/health/ready', 200)));
  const instance = (url: string): Instance => ({ url, owner: database.owner, as: requestsTo([url]) });
  return {
    both: [instance(one.url), instance(two.url)],
    stop: async () => {
      for (const service of [one, two]) service.kill('SIGTERM');
      await Promise.all([one.exit, two.exit]);
      await database.drop();
    },
  };
}
