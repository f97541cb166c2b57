import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { Problem } from './problem.js';

/** Milliseconds. */
const MINUTE = 60_000;

/** A minute that began with its first request. */
interface Minute {
  requests: number;
  /** Epoch milliseconds. */
  endsAt: number;
}

/** Counts the requests of each user or address, in a minute that begins with the first of them. */
class RateLimit {
  private readonly minutes = new Map<string, Minute>();
  private forgetAt = 0;

  constructor(private readonly max: number) {}

  /** @throws {Problem} 429 `RATE_LIMITED` */
  count(key: string, reply: FastifyReply): void {
    const now = Date.now();
    if (now >= this.forgetAt) this.forgetEnded(now);
    let minute = this.minutes.get(key);
    if (minute === undefined || minute.endsAt <= now) {
      minute = { requests: 0, endsAt: now + MINUTE };
      this.minutes.set(key, minute);
    }
    minute.requests += 1;
    const seconds = Math.ceil((minute.endsAt - now) / 1_000);
    reply.header('ratelimit-limit', this.max);
    reply.header('ratelimit-remaining', Math.max(0, this.max - minute.requests));
    reply.header('ratelimit-reset', seconds);
    if (minute.requests > this.max) throw new Problem('RATE_LIMITED', { headers: { 'retry-after': String(seconds) } });
  }

  private forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.minutes) if (endsAt <= now) this.minutes.delete(key);
    this.forgetAt = now + MINUTE;
  }
}

/** One household has at least a /64 of IPv6, so its addresses are one; an IPv4 address stays as it is. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = [], after = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

/**
 * Requests a minute: of a user, of an address without a token, and writes of a user (docs/api.md "Limits"). Each process
 * counts for itself, so n processes let through up to n times as many.
 */
@Injectable()
export class RateLimits {
  private readonly user: RateLimit;
  private readonly anonymous: RateLimit;
  private readonly writes: RateLimit;

  constructor(@Inject(CONFIG) { rateLimit }: Config) {
    this.user = new RateLimit(rateLimit.user);
    this.anonymous = new RateLimit(rateLimit.anonymous);
    this.writes = new RateLimit(rateLimit.writes);
  }

  /** @throws {Problem} 429 `RATE_LIMITED` */
  countAddress(address: string, reply: FastifyReply): void {
    this.anonymous.count(networkOf(address), reply);
  }

  /** @throws {Problem} 429 `RATE_LIMITED` */
  countUser(userId: string, isWrite: boolean, reply: FastifyReply): void {
    this.user.count(userId, reply);
    if (isWrite) this.writes.count(userId, reply);
  }
}
