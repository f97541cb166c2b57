import { createHmac } from 'node:crypto';

/** A signed token of any shape. Made without a library, which would refuse to make wrong ones. */
export function hs256(payload: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The claims of a valid token. */
export function claims(userId: string, more: object = {}): object {
  const now = Math.floor(Date.now() / 1_000);
  return { sub: userId, aud: 'authenticated', iat: now, exp: now + 3_600, ...more };
}
