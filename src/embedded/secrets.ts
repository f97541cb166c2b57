import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { ConfigError } from '../config.js';
import { sqlState } from '../http/sqlstate.js';

/** Secrets of the embedded server: readable by the service's account only. */
export interface EmbeddedSecrets {
  ownerPassword: string;
  apiPassword: string;
  /** Signs tokens when no other is configured. */
  jwtSecret: string;
  /** Seals the secrets of webhooks when no other is configured. */
  webhookKey: string;
}

/** The secrets of a data folder, created at the first start. The file is beside the folder, where PostgreSQL's account cannot read it. */
export async function embeddedSecrets(dataDir: string): Promise<EmbeddedSecrets> {
  const stored = await storedSecrets(dataDir);
  const secret = (): string => randomBytes(32).toString('base64url');
  // A file of an earlier release lacks the newer ones.
  const fresh = { ownerPassword: secret(), apiPassword: secret(), jwtSecret: secret(), webhookKey: secret() };
  const secrets = { ...fresh, ...stored };
  if (stored !== undefined && Object.keys(stored).length === Object.keys(secrets).length) return secrets;
  await writeFile(fileOf(dataDir), JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/**
 * The secrets of a data folder, if the service has used it before.
 *
 * @throws {ConfigError} when this account may not read them.
 */
export async function storedSecrets(dataDir: string): Promise<EmbeddedSecrets | undefined> {
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
