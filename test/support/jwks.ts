import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Algorithm = 'RS256' | 'ES256' | 'EdDSA';

/** A JWKS server like that of an identity provider, with the private keys to sign with. */
export interface KeySource {
  url: string;
  /** The published key of an algorithm. */
  publicKey(algorithm: Algorithm): JWK;
  sign(algorithm: Algorithm, payload: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** Publishes a further key. */
  publish(key: JWK): void;
  /** The number of requests for the keys. */
  fetches(): number;
  close(): Promise<void>;
}

export async function startKeySource(): Promise<KeySource> {
  const pairs = {
    RS256: await generateKeyPair('RS256'),
    ES256: await generateKeyPair('ES256'),
    EdDSA: await generateKeyPair('EdDSA'),
  };
  const published = new Map<string, JWK>();
  for (const [alg, { publicKey }] of Object.entries(pairs)) {
    published.set(alg, { ...(await exportJWK(publicKey)), alg, kid: alg, use: 'sig' });
  }
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [...published.values()] }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publicKey: (algorithm) => published.get(algorithm) ?? {},
    sign: (alg, payload, header = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg, kid: alg, ...header }).sign(pairs[alg].privateKey),
    publish: (key) => void published.set(key.kid ?? '', key),
    fetches: () => fetches,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
