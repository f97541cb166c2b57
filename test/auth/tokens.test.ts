import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type CryptoKey } from 'jose';
import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PERSONAS } from '../../src/examples/personas.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { startKeySource, type KeySource } from '../support/jwks.js';
import { sendRaw } from '../support/raw.js';
import { claims, hs256 } from '../support/token.js';

const ISSUER = 'https://auth.kbstylish.example/';
const admin = PERSONAS.admin;
const now = Math.floor(Date.now() / 1_000);
const YEAR_10000 = 253_402_300_800;

let app: TestApp;
let keyed: TestApp;
let keys: KeySource;

beforeAll(async () => {
  keys = await startKeySource();
  app = await startApp({ AUTH_JWT_ISSUER: ISSUER });
  keyed = await startApp({ AUTH_JWKS_URL: keys.url, AUTH_JWT_SECRET: '' }, { database: app.database });
});

afterAll(async () => {
  await keyed.close();
  await app.close();
  await keys.close();
});

/** A good token but for what is changed. */
function token(changed: object = {}, header: object = { alg: 'HS256', typ: 'JWT' }, secret = SECRET): string {
  return hs256(claims(admin, { iss: ISSUER, ...changed }), secret, header);
}

function without(claim: string): string {
  const payload: Record<string, unknown> = { ...claims(admin, { iss: ISSUER }) };
  delete payload[claim];
  return hs256(payload, SECRET);
}

function unsigned(header: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims(admin, { iss: ISSUER }))}.`;
}

/** The same token with its payload exchanged and its signature kept. */
function forged(payload: object): string {
  const [header, , signature] = token().split('.');
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
}

/** A well signed token whose payload is this text. */
function signedText(payload: string): string {
  const part = (text: string): string => Buffer.from(text).toString('base64url');
  const signed = `${part('{"alg":"HS256"}')}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const bearer = (given: string): string[] => [`authorization: Bearer ${given}`];

/** What is tried: the header lines that say who one is. */
const ATTACKS: [name: string, lines: () => string[]][] = [
  ['no header', () => []],
  ['an empty header', () => ['authorization:']],
  ['a scheme without a token', () => ['authorization: Bearer']],
  ['another scheme', () => ['authorization: Basic YWRtaW46YWRtaW4=']],
  ['a token without its scheme', () => [`authorization: ${token()}`]],
  ['a token in quotes', () => [`authorization: Bearer "${token()}"`]],
  ['two tokens in one header', () => [`authorization: Bearer ${token()} ${token()}`]],
  ['two tokens with a comma', () => [`authorization: Bearer ${token()}, Bearer ${token()}`]],
  ['two headers, both good', () => [...bearer(token()), ...bearer(token())]],
  ['two headers, the first good', () => [...bearer(token()), ...bearer('x')]],
  ['two headers, the second good', () => [...bearer('x'), ...bearer(token())]],
  ['no token but text', () => bearer('null')],
  ['two parts', () => bearer(token().split('.').slice(0, 2).join('.'))],
  ['four parts', () => bearer(`${token()}.e30`)],
  ['an encrypted token’s five parts', () => bearer('e30.e30.e30.e30.e30')],
  ['a header that is not base64url', () => bearer(`=${token()}`)],
  ['a header that is no JSON', () => bearer(`bm8.${token().split('.').slice(1).join('.')}`)],
  ['no signature', () => bearer(`${token().split('.').slice(0, 2).join('.')}.`)],
  ['a signature cut short', () => bearer(token().slice(0, -4))],
  ['a payload exchanged', () => bearer(forged(claims(PERSONAS['second-admin'], { iss: ISSUER })))],
  ['another secret', () => bearer(token({}, undefined, 'a secret that somebody else has, long enough'))],
  ['an empty secret', () => bearer(token({}, undefined, ''))],
  ['alg none', () => bearer(unsigned({ alg: 'none' }))],
  ['alg None', () => bearer(unsigned({ alg: 'None' }))],
  ['alg none with a good signature', () => bearer(token({}, { alg: 'none' }))],
  ['no alg', () => bearer(token({}, { typ: 'JWT' }))],
  ['alg HS512 said of HS256', () => bearer(token({}, { alg: 'HS512' }))],
  ['alg RS256 said of HS256', () => bearer(token({}, { alg: 'RS256' }))],
  ['a critical extension nobody knows', () => bearer(token({}, { alg: 'HS256', crit: ['b64x'], b64x: true }))],
  ['an unencoded payload', () => bearer(token({}, { alg: 'HS256', crit: ['b64'], b64: false }))],
  ['expired', () => bearer(token({ exp: now - 60 }))],
  ['expired beyond the skew', () => bearer(token({ exp: now - 32 }))],
  ['no exp', () => bearer(without('exp'))],
  ['exp as text', () => bearer(token({ exp: String(now + 600) }))],
  ['exp null', () => bearer(token({ exp: null }))],
  ['exp after the year 9999', () => bearer(token({ exp: YEAR_10000 }))],
  ['exp in milliseconds', () => bearer(token({ exp: (now + 600) * 1_000 }))],
  ['exp infinite', () => bearer(signedText(`{"sub":"${admin}","aud":"authenticated","iss":"${ISSUER}","exp":1e999}`))],
  ['not yet valid', () => bearer(token({ nbf: now + 90 }))],
  ['nbf as text', () => bearer(token({ nbf: String(now) }))],
  ['issued in the future', () => bearer(token({ iat: now + 90 }))],
  ['no audience', () => bearer(without('aud'))],
  ['another audience', () => bearer(token({ aud: 'anon' }))],
  ['an audience in another case', () => bearer(token({ aud: 'Authenticated' }))],
  ['other audiences', () => bearer(token({ aud: ['anon', 'service_role'] }))],
  ['no issuer', () => bearer(without('iss'))],
  ['another issuer', () => bearer(token({ iss: 'https://auth.evil.example/' }))],
  ['the issuer without its slash', () => bearer(token({ iss: ISSUER.slice(0, -1) }))],
  ['no subject', () => bearer(without('sub'))],
  ['a subject that is no uuid', () => bearer(token({ sub: 'admin' }))],
  ['a subject with SQL', () => bearer(token({ sub: `${admin}' OR '1'='1` }))],
  ['a subject in a list', () => bearer(token({ sub: [admin] }))],
  ['a subject in braces', () => bearer(token({ sub: `{${admin}}` }))],
  ['a subject without a profile', () => bearer(token({ sub: randomUUID() }))],
  ['a role that needs no profile', () => bearer(token({ sub: randomUUID(), role: 'service_role' }))],
  ['a payload that is a list', () => bearer(signedText('[]'))],
  ['a payload that is no JSON', () => bearer(signedText('admin'))],
  ['9,000 characters', () => bearer(token({ filler: 'x'.repeat(6_500) }))],
  ['12,000 characters', () => bearer(token({ filler: 'x'.repeat(8_700) }))],
];

/** What one gets: status, body without `requestId`, and the header that says how to sign in. */
async function answerTo(url: string, lines: string[]): Promise<unknown> {
  const answer = await sendRaw(url, ['GET /v1/me HTTP/1.1', 'host: salon', ...lines]);
  const { requestId, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
  expect(requestId).toBe(answer.headers['x-request-id']);
  const { 'www-authenticate': challenge, 'content-type': type } = answer.headers;
  return { status: answer.status, challenge, type, body };
}

const REFUSED = {
  status: 401,
  challenge: 'Bearer',
  type: 'application/problem+json; charset=utf-8',
  body: {
    type: 'urn:kb-stylish:problem:unauthenticated',
    title: 'Sign-in is required',
    status: 401,
    detail: 'Sign-in is required.',
    instance: '/v1/me',
    code: 'UNAUTHENTICATED',
  },
};

describe('Signed with a secret', () => {
  test.each(ATTACKS)('A request is 401, always with the same body: %s', async (_, lines) => {
    expect(await answerTo(app.url, lines())).toEqual(REFUSED);
  });

  test.each<[string, () => string]>([
    ['as it should be', () => token()],
    ['for several audiences', () => token({ aud: ['anon', 'authenticated'] })],
    ['with the subject in upper case', () => token({ sub: admin.toUpperCase() })],
    ['expired within the skew', () => token({ exp: Math.floor(Date.now() / 1_000) - 15 })],
    ['valid and issued within the skew', () => token({ nbf: now + 15, iat: now + 15 })],
    ['of 8,000 characters', () => token({ filler: 'x'.repeat(5_700) })],
  ])('A token %s is accepted', async (_, make) => {
    const answer = await sendRaw(app.url, ['GET /v1/me HTTP/1.1', 'host: salon', ...bearer(make())]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ userId: admin, roles: ['admin'] });
  });

  test('The name of the scheme may be in any case', async () => {
    const lines = [`authorization: bEARER ${token()}`];
    expect((await sendRaw(app.url, ['GET /v1/me HTTP/1.1', 'host: salon', ...lines])).status).toBe(200);
  });

  test.each<[string, object]>([
    ['role', { role: 'admin' }],
    ['role service_role', { role: 'service_role' }],
    ['roles', { roles: ['admin', 'super_auditor'] }],
    ['app_metadata', { app_metadata: { role: 'admin', roles: ['admin'] } }],
    ['user_metadata', { user_metadata: { is_admin: true, user_roles: ['admin'] } }],
    ['scope', { scope: 'admin' }],
  ])('No claim of a token grants a role: %s', async (_, granting) => {
    const authorization = `Bearer ${token({ sub: PERSONAS.customer, ...granting })}`;
    const me = await fetch(`${app.url}/v1/me`, { headers: { authorization } });
    expect(await me.json()).toMatchObject({ userId: PERSONAS.customer, roles: ['customer'] });
    const refused = await fetch(`${app.url}/v1/override-budgets`, { headers: { authorization } });
    expect(refused.status).toBe(403);
  });
});

describe('Signed with published keys', () => {
  let stranger: CryptoKey;
  let strangersKey: object;
  let encryption: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    stranger = pair.privateKey;
    strangersKey = await exportJWK(pair.publicKey);
    const other = await generateKeyPair('RS256');
    encryption = other.privateKey;
    keys.publish({ ...(await exportJWK(other.publicKey)), kid: 'enc', use: 'enc' });
    keys.publish({ kty: 'oct', kid: 'oct', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' });
  });

  const signed = (key: CryptoKey, header: object): Promise<string> =>
    new SignJWT({ ...claims(admin) }).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);

  const publicPem = async (): Promise<string> => {
    const key = await importJWK(keys.publicKey('RS256'), 'RS256', { extractable: true });
    return exportSPKI(key as CryptoKey);
  };

  const derEncoded = async (): Promise<string> => {
    const good = await keys.sign('ES256', { ...claims(admin) });
    const [header, payload, signature = ''] = good.split('.');
    const raw = Buffer.from(signature, 'base64url');
    const integer = (part: Buffer): Buffer => Buffer.concat([Buffer.from([2, part.length + 1, 0]), part]);
    const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
    const der = Buffer.concat([Buffer.from([48, both.length]), both]);
    return `${header}.${payload}.${der.toString('base64url')}`;
  };

  test.each(['RS256', 'ES256', 'EdDSA'] as const)(
    'A token signed with a published %s key is accepted',
    async (algorithm) => {
      const authorization = `Bearer ${await keys.sign(algorithm, { ...claims(admin) })}`;
      expect((await fetch(`${keyed.url}/v1/me`, { headers: { authorization } })).status).toBe(200);
    },
  );

  test.each<[string, () => string | Promise<string>]>([
    ['HS256 with the public key as its secret', async () => hs256(claims(admin), await publicPem(), confused())],
    ['the same, trimmed', async () => hs256(claims(admin), (await publicPem()).trim(), confused())],
    ['HS256 with the key’s JSON as its secret', () => hs256(claims(admin), JSON.stringify(jwk()), confused())],
    ['HS256 with the modulus as its secret', () => hs256(claims(admin), jwk().n ?? '', confused())],
    ['HS256 with the key’s DER as its secret', () => hs256(claims(admin), derOf(), confused())],
    ['HS256 with a published symmetric key', () => hs256(claims(admin), SECRET, { alg: 'HS256', kid: 'oct' })],
    ['alg none', () => unsigned({ alg: 'none', kid: 'RS256' })],
    ['a stranger’s key under a known kid', () => signed(stranger, { kid: 'RS256' })],
    ['a stranger’s key under an unknown kid', () => signed(stranger, { kid: 'mine' })],
    ['a stranger’s key without a kid', () => signed(stranger, {})],
    ['a kid that is a path', () => signed(stranger, { kid: '../../../../dev/null' })],
    ['a kid that is SQL', () => signed(stranger, { kid: `x' UNION SELECT 'secret` })],
    ['a kid that is no text', () => signed(stranger, { kid: 7 })],
    ['the kid of another algorithm', () => signed(stranger, { kid: 'ES256' })],
    ['a key in the header', () => signed(stranger, { kid: 'RS256', jwk: strangersKey })],
    ['a key address in the header', () => signed(stranger, { kid: 'mine', jku: 'https://evil.example/keys' })],
    ['a certificate in the header', () => signed(stranger, { kid: 'RS256', x5c: ['MIIB'] })],
    ['a certificate’s address in the header', () => signed(stranger, { kid: 'RS256', x5u: 'https://evil.example/' })],
    ['a key for encryption', () => signed(encryption, { kid: 'enc' })],
    ['a known key under another algorithm', async () => relabelled(await keys.sign('RS256', { ...claims(admin) }))],
    ['an ES256 signature in DER', derEncoded],
    ['expired', () => keys.sign('RS256', { ...claims(admin, { exp: now - 60 }) })],
    ['another audience', () => keys.sign('ES256', { ...claims(admin, { aud: 'anon' }) })],
    ['no subject', () => keys.sign('EdDSA', { ...claims(admin, { sub: undefined }) })],
  ])('A request is 401 with published keys, always with the same body: %s', async (_, make) => {
    expect(await answerTo(keyed.url, bearer(await make()))).toEqual(REFUSED);
  });

  test('Unknown key ids fetch the keys once in 30 s at most, and known keys outlive their source', async () => {
    const before = keys.fetches();
    for (let n = 0; n < 20; n++) await answerTo(keyed.url, bearer(await signed(stranger, { kid: `unknown-${n}` })));
    expect(keys.fetches() - before).toBeLessThanOrEqual(1);
    const good = await keys.sign('RS256', { ...claims(admin) });
    await keys.close();
    expect(await answerTo(keyed.url, bearer(await signed(stranger, { kid: 'unknown' })))).toEqual(REFUSED);
    const answer = await fetch(`${keyed.url}/v1/me`, { headers: { authorization: `Bearer ${good}` } });
    expect(answer.status).toBe(200);
  });

  const confused = (): object => ({ alg: 'HS256', kid: 'RS256', typ: 'JWT' });
  const jwk = (): { n?: string } => keys.publicKey('RS256');
  const derOf = (): string =>
    createPublicKey({ key: keys.publicKey('RS256') as never, format: 'jwk' })
      .export({ type: 'spki', format: 'der' })
      .toString('latin1');
});

test('A source of keys that fails is asked once in 30 s', async () => {
  let asked = 0;
  const source = createServer((_request, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((done) => source.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/keys`;
  const failing = await startApp({ AUTH_JWT_SECRET: '', AUTH_JWKS_URL: url });
  try {
    const { privateKey } = await generateKeyPair('RS256');
    for (let n = 0; n < 20; n++) {
      const unknown = new SignJWT({ ...claims(admin) }).setProtectedHeader({ alg: 'RS256', kid: `key-${n}` });
      expect(await answerTo(failing.url, bearer(await unknown.sign(privateKey)))).toEqual(REFUSED);
    }
    expect(asked).toBe(1);
  } finally {
    await failing.close();
    await new Promise((done) => source.close(done));
  }
});

/** The token with RS512 in its header instead of RS256. */
function relabelled(good: string): string {
  const [header = '', ...rest] = good.split('.');
  const changed = { ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), alg: 'RS512' };
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}
