import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../config.js';
import { unavailable } from './sqlstate.js';
import { Problem } from './problem.js';

const WINDOW_SECONDS = 60;
/** Requests a minute: of a user, of an address when anonymous, and writes of a user (api.md "Conventions", Limits). */
@Injectable()
export class RateLimits {
  private readonly user: RateLimiterMemory;
  private readonly anonymous: RateLimiterMemory;
  private readonly writes: RateLimiterMemory;

  constructor(@Inject(CONFIG) { rateLimit }: Config) {
    this.user = limiterOf('user', rateLimit.user);
    this.anonymous = limiterOf('anonymous', rateLimit.anonymous);
    this.writes = limiterOf('writes', rateLimit.writes);
  }

  /** @throws {Problem} 429 `RATE_LIMITED` */
  async countAddress(address: string, reply: FastifyReply): Promise<void> {
    await count(this.anonymous, address, reply);
  }

  /** @throws {Problem} 429 `RATE_LIMITED` */
  async countUser(userId: string, isWrite: boolean, reply: FastifyReply): Promise<void> {
    await count(this.user, userId, reply);
    if (isWrite) await count(this.writes, userId, reply);
  }
}

function limiterOf(keyPrefix: string, points: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS });
}

async function count(limiter: RateLimiterMemory, key: string, reply: FastifyReply): Promise<void> {
  let state: RateLimiterRes;
  let refused = false;
  try {
    state = await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw unavailable(error);
    state = error;
    refused = true;
  }
  const seconds = Math.ceil(state.msBeforeNext / 1_000);
  reply.header('ratelimit-limit', limiter.points);
  reply.header('ratelimit-remaining', Math.max(0, state.remainingPoints));
  reply.header('ratelimit-reset', seconds);
  if (refused) {
    throw new Problem('RATE_LIMITED', { headers: { 'retry-after': String(Math.max(1, seconds)) } });
  }
}
