import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { ConfigError } from '../config.js';
import { sqlState } from '../http/sqlstate.js';

/** Secrets of the embedded server: readable by the service's account only. */
export interface EmbeddedSecrets {
  ownerPassword: string;
  apiPassword: string;
  jwtSecret: string;
}

/** The secrets of a data folder, made at the first start. Kept beside it, where PostgreSQL's own account cannot read them. */
export async function embeddedSecrets(dataDir: string): Promise<EmbeddedSecrets> {
  const kept = await keptSecrets(dataDir);
  if (kept !== undefined) return kept;
  const secret = (): string => randomBytes(32).toString('base64url');
  const secrets = { ownerPassword: secret(), apiPassword: secret(), jwtSecret: secret() };
  await writeFile(fileOf(dataDir), JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/**
 * The secrets of a data folder that has been used before.
 *
 * @throws {ConfigError} when this account may not read them.
 */
export async function keptSecrets(dataDir: string): Promise<EmbeddedSecrets | undefined> {
  const file = fileOf(dataDir);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EmbeddedSecrets;
  } catch (error) {
    if (sqlState(error) === 'ENOENT') return undefined;
    throw new ConfigError(`${file} cannot be read; use the account that created it`, { cause: error });
  }
}

function fileOf(dataDir: string): string {
  return `${dataDir}.secrets.json`;
}
