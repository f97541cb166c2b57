import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config.js';
import type { Reply } from '../http/reply.js';
import { type Answer, availability, type Manner, replyWith } from './availability.js';
import type { AvailabilityQuery } from './availability-query.dto.js';
import { keyOf } from './cache-rows.js';
import { Days, type KeptDay } from './days.js';

/** Characters of an address that is remembered: a longer one says the same in an odd way. */
const LONGEST_ADDRESS = 300;

interface KeptAnswer extends Answer {
  days: readonly KeptDay[];
}

/**
 * Whole answers by the address that was asked for. One is given again while the process keeps the very days it was made of,
 * so whatever removes a day from there ends its answers too.
 */
@Injectable()
export class Answers {
  private readonly answers: LRUCache<string, KeptAnswer>;

  constructor(
    private readonly days: Days,
    @Inject(CONFIG) config: Config,
  ) {
    this.answers = new LRUCache({
      maxSize: config.availability.memoryMax,
      sizeCalculation: ({ days: made }) => made.length,
    });
  }

  /**
   * Answers a request that came without a token.
   *
   * @param address path and query.
   * @throws {Problem} as {@link AvailabilityQuery.read} and {@link availability}.
   */
  async reply(address: string, manner: Manner, read: () => AvailabilityQuery): Promise<Reply> {
    const kept = manner.bypassMemory ? undefined : this.answers.get(address);
    if (kept !== undefined) {
      const now = await this.days.confirm(kept.days);
      if (now !== undefined && kept.from <= now && now <= kept.until) {
        return replyWith(kept, { now, isHit: true, isPrivate: false });
      }
    }
    const query = read();
    const answer = await availability(this.days, query, manner);
    this.keep(address, query, answer);
    return replyWith(answer, { now: answer.from, isHit: answer.found.isHit, isPrivate: false });
  }

  private keep(address: string, { stylistId, serviceId }: AvailabilityQuery, answer: Answer): void {
    const days = Array.from(answer.found.days, ([date, day]) => ({ key: keyOf(stylistId, serviceId, date), day }));
    // Without a day there is nothing that a change would remove.
    if (address.length > LONGEST_ADDRESS || days.length === 0 || !this.days.keeps(days)) return;
    this.answers.set(address, { ...answer, days });
  }
}
