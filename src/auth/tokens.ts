import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type FetchImplementation, jwtVerify, type JWTVerifyOptions } from 'jose';
import { CONFIG, type Config, type SignIn } from '../config.js';
import { UUID } from '../http/uuid.js';

/** Seconds of clock skew allowed. */
const SKEW = 30;
const YEAR_10000 = 253_402_300_800;
const REFETCH_AT_MOST_EVERY_MS = 30_000;
const REFRESH_KEYS_EVERY_MS = 600_000;
/** Characters. A longer token is refused unread. */
const LONGEST_TOKEN = 8_192;

/** Verifies bearer tokens (docs/api.md "Sign-in"). */
@Injectable()
export class Tokens implements OnApplicationShutdown {
  private readonly logger = new Logger(Tokens.name);
  private readonly verifyToken: (token: string) => ReturnType<typeof jwtVerify>;
  private readonly refresh: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    const { signIn, audience, issuer } = config.auth;
    if (signIn === undefined) throw new Error('sign-in is not configured');
    const options: JWTVerifyOptions = {
      algorithms: signIn.kind === 'secret' ? ['HS256'] : ['RS256', 'ES256', 'EdDSA', 'Ed25519'],
      audience,
      ...(issuer === undefined ? {} : { issuer }),
      clockTolerance: SKEW,
      requiredClaims: ['exp', 'sub'],
    };
    if (signIn.kind === 'secret') {
      const key = new TextEncoder().encode(signIn.secret);
      this.verifyToken = (token) => jwtVerify(token, key, options);
    } else {
      const keys = remoteKeys(signIn);
      this.verifyToken = (token) => jwtVerify(token, keys, options);
      this.refresh = setInterval(() => {
        keys.reload().catch((error: unknown) => this.logger.warn(`The keys cannot be refreshed: ${String(error)}`));
      }, REFRESH_KEYS_EVERY_MS);
      this.refresh.unref();
    }
  }

  /** The subject of a good token, as a lower-case uuid; undefined for anything else. */
  async subjectOf(token: string): Promise<string | undefined> {
    if (token.length > LONGEST_TOKEN) return undefined;
    try {
      const { payload } = await this.verifyToken(token);
      const { sub, exp, nbf, iat } = payload;
      const latest = Date.now() / 1_000 + SKEW;
      const timesHold =
        [exp, nbf, iat].every((time) => time === undefined || (Number.isFinite(time) && time < YEAR_10000)) &&
        [nbf, iat].every((time) => time === undefined || time <= latest);
      return timesHold && sub !== undefined && UUID.test(sub) ? sub.toLowerCase() : undefined;
    } catch {
      return undefined;
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.refresh);
  }
}

/** Known keys stay valid while their source cannot be reached; the source is asked at most every 30 s, also while it fails. */
function remoteKeys({ url }: SignIn & { kind: 'jwks' }): ReturnType<typeof createRemoteJWKSet> {
  let askedAt = Number.NEGATIVE_INFINITY;
  // jose waits only after a success; a source that fails would be asked for every token.
  const once: FetchImplementation = async (address, options) => {
    if (performance.now() - askedAt < REFETCH_AT_MOST_EVERY_MS) throw new Error('The keys were asked for a moment ago');
    askedAt = performance.now();
    return fetch(address, options);
  };
  return createRemoteJWKSet(url, {
    [customFetch]: once,
    cooldownDuration: REFETCH_AT_MOST_EVERY_MS,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    timeoutDuration: 3_000,
  });
}
