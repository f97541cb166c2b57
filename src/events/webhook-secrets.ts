import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Problem } from '../http/problem.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SECRET_BYTES = 32;

/** A new secret, as the Standard Webhooks specification writes it. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/**
 * Seals the secrets of webhooks with a key that is not in the database, so that a dump gives none of them away. The
 * webhook's id is sealed along: a secret that somebody copies into another row does not open.
 */
@Injectable()
export class WebhookSecrets {
  private readonly key: Buffer | undefined;

  constructor(@Inject(CONFIG) { webhooks }: Config) {
    const { secretKey } = webhooks;
    if (secretKey !== undefined) this.key = Buffer.from(hkdfSync('sha256', secretKey, '', 'webhook secrets', 32));
  }

  /** Whether there is a key. Without one nothing is sent. */
  get isOn(): boolean {
    return this.key !== undefined;
  }

  /** @throws {Problem} 409 `WEBHOOKS_OFF` without a key. */
  seal(webhookId: string, secret: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.required, nonce).setAAD(Buffer.from(webhookId));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  /** Undefined where another key has sealed it: only a rotation mends that. */
  open(webhookId: string, sealed: Buffer): string | undefined {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.required, nonce).setAAD(Buffer.from(webhookId));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  private get required(): Buffer {
    if (this.key === undefined) throw new Problem('WEBHOOKS_OFF');
    return this.key;
  }
}
