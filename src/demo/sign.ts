import { SignJWT } from 'jose';

/** A token as the marketplace issues it, valid for twelve hours. */
export async function signToken(secret: string, userId: string, audience: string, issuer?: string): Promise<string> {
  const token = new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(userId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('12h');
  if (issuer !== undefined) token.setIssuer(issuer);
  return token.sign(new TextEncoder().encode(secret));
}
