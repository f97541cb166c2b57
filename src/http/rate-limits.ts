import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import cluster from 'node:cluster';
import { RateLimiterCluster, RateLimiterClusterMaster, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../config.js';
import { unavailable } from './sqlstate.js';
import { Problem } from './problem.js';

const WINDOW_SECONDS = 60;
/** Milliseconds that a worker waits for the cluster's primary to count. */
const PRIMARY_TIMEOUT = 2_000;

/** Counted in this process, or for all processes of a cluster in its primary. */
type Limiter = RateLimiterMemory | RateLimiterCluster;

/** Requests a minute: of a user, of an address when anonymous, and writes of a user (api.md "Conventions", Limits). */
@Injectable()
export class RateLimits {
  private readonly user: Limiter;
  private readonly anonymous: Limiter;
  private readonly writes: Limiter;

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

/** In the primary of a cluster: counts for all its workers. */
export function countForAll(): RateLimiterClusterMaster {
  return new RateLimiterClusterMaster();
}

function limiterOf(keyPrefix: string, points: number): Limiter {
  const options = { keyPrefix, points, duration: WINDOW_SECONDS };
  return cluster.isWorker
    ? new RateLimiterCluster({ ...options, timeoutMs: PRIMARY_TIMEOUT })
    : new RateLimiterMemory(options);
}

async function count(limiter: Limiter, key: string, reply: FastifyReply): Promise<void> {
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
