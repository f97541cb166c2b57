import { createHmac } from 'node:crypto';

/** A signed token of any shape, made without a library so that wrong ones can be made too. */
export function hs256(payload: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The claims of a good token. */
export function claims(userId: string, more: object = {}): object {
  const now = Math.floor(Date.now() / 1_000);
  return { sub: userId, aud: 'authenticated', iat: now, exp: now + 3_600, ...more };
}
