import { LRUCache } from 'lru-cache';
import type { Answer } from './availability.js';
import type { KeptDay } from './days.js';

/** Characters of an address that is remembered: a longer one says the same in an odd way. */
const LONGEST_ADDRESS = 300;

/** An answer, and the days it was made of: it is as good as they are. */
export interface KeptAnswer extends Answer {
  days: readonly KeptDay[];
}

/** Whole answers by the address that was asked for, so many days in all. */
export class AnswerMemory {
  private readonly answers: LRUCache<string, KeptAnswer>;

  /** @param max how many days the answers have together at most. */
  constructor(max: number) {
    this.answers = new LRUCache({ maxSize: max, sizeCalculation: ({ days }) => days.length });
  }

  get(address: string): KeptAnswer | undefined {
    return this.answers.get(address);
  }

  keep(address: string, answer: KeptAnswer): void {
    // Of an answer without days nothing would tell that it is wrong.
    if (address.length <= LONGEST_ADDRESS && answer.days.length > 0) this.answers.set(address, answer);
  }

  /** How many days the answers have together. */
  get size(): number {
    return this.answers.calculatedSize;
  }
}
