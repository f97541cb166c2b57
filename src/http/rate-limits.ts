import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MINUTE } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Problem } from './problem.js';

/** Counts the points of each user or address, in a minute that begins with the first request. */
class RateLimit {
  /** The end is in epoch milliseconds. */
  private readonly minutes = new Map<string, { points: number; endsAt: number }>();
  private forgetAt = 0;

  constructor(private readonly max: number) {}

  /** @throws {Problem} 429 `RATE_LIMITED` */
  count(key: string, points: number, reply: FastifyReply): void {
    const now = Date.now();
    if (now >= this.forgetAt) this.forgetEnded(now);
    let minute = this.minutes.get(key);
    if (minute === undefined || minute.endsAt <= now) {
      minute = { points: 0, endsAt: now + MINUTE };
      this.minutes.set(key, minute);
    }
    // A call that costs more than a whole minute has is made once in it.
    const cost = Math.min(points, this.max);
    const fits = minute.points + cost <= this.max;
    if (fits) minute.points += cost;
    const seconds = Math.ceil((minute.endsAt - now) / 1_000);
    reply.header('ratelimit-limit', this.max);
    reply.header('ratelimit-remaining', this.max - minute.points);
    reply.header('ratelimit-reset', seconds);
    if (!fits) throw new Problem('RATE_LIMITED', { headers: { 'retry-after': String(seconds) } });
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
 * Points a minute: of a user, of an address without a token, and writes of a user (docs/api.md "Limits"). Each process
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
  countAddress(address: string, points: number, reply: FastifyReply): void {
    this.anonymous.count(networkOf(address), points, reply);
  }

  /** @throws {Problem} 429 `RATE_LIMITED` */
  countUser(userId: string, { points, isWrite }: { points: number; isWrite: boolean }, reply: FastifyReply): void {
    this.user.count(userId, points, reply);
    if (isWrite) this.writes.count(userId, 1, reply);
  }
}
