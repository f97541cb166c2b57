import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { Reply } from '../http/reply.js';
import { AnswerMemory } from './answer-memory.js';
import { type Answer, availability, type Manner, replyWith } from './availability.js';
import type { AvailabilityQuery } from './availability-query.dto.js';
import { keyOf } from './cache-rows.js';
import { Days } from './days.js';

/**
 * Answers to who comes without a token. A whole answer is given again while the process keeps the very days it was made
 * of, so whatever removes a day from there ends its answers too.
 */
@Injectable()
export class Answers {
  private readonly memory: AnswerMemory;

  constructor(
    private readonly days: Days,
    @Inject(CONFIG) { availability: { memoryMax } }: Config,
  ) {
    this.memory = new AnswerMemory(memoryMax);
  }

  /**
   * @param address path and query, which say all that is asked.
   * @param read the query, for an answer that is not kept.
   * @throws {Problem} as {@link AvailabilityQuery.read} and {@link availability}.
   */
  async reply(address: string, manner: Manner, read: () => AvailabilityQuery): Promise<Reply> {
    const kept = manner.bypassMemory ? undefined : this.memory.get(address);
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
    if (this.days.keeps(days)) this.memory.keep(address, { ...answer, days });
  }
}
