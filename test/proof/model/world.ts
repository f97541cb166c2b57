import { dayAt, daysBetween, type Day, instantAt, monthOf, nextTurn, plusDays } from './calendar.js';
import type { Random } from './random.js';
import { decide, isBlock, type ModelDay, type Rule, type WeekPeriod } from './layers.js';

export const BUSINESS_ZONE = 'Asia/Kathmandu';

/** A stylist's counters; `month` is the one in which `used` was counted. */
export interface ModelBudget {
  limit: number;
  used: number;
  tokens: number;
  month: string;
  lastSpent: boolean;
}

export interface ModelStylist {
  id: string;
  name: string;
  zone: string;
  active: boolean;
  periods: WeekPeriod[];
  budget: ModelBudget;
}

export interface ModelBooking {
  id: string;
  stylist: string;
  day: Day;
  times: [number, number];
  status: string;
}

/** A row that a change leaves in the service log, and one in the log of schedules. */
export type ActionRow = [action: string, actor: string, target: string | null];
export type ChangeRow = [stylist: string, type: string, date: Day, isEmergency: boolean, isCancelled: boolean];

/** What the model expects of an answer, and of the rows that it leaves in the logs. */
export interface Expected {
  status: number;
  code?: string;
  /** Members of the body, as `toMatchObject` compares. */
  body?: object;
  actions?: ActionRow[];
  changes?: ChangeRow[];
  /** Takes the ids that the service gave. */
  settle?: (body: { id: string; override: { id: string } }) => void;
}

/** A request and what the model expects of it. */
export interface Step extends Expected {
  who: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  send?: object;
}

export const problem = (status: number, code: string): Expected => ({ status, code });

/** A 403, or the 404 that stands in its place: it is on record. */
export function refusal(status: number, code: string, who: string): Expected {
  return { status, code, actions: [['REFUSED', who, null]] };
}

/** The state of the salon as the rules make it. */
export class World {
  now = 0;
  rules: Rule[] = [];
  readonly stylists: ModelStylist[] = [];
  readonly bookings: ModelBooking[] = [];
  private born = 0;

  age(): number {
    return ++this.born;
  }

  stylist(id: string): ModelStylist {
    return this.stylists.find((one) => one.id === id)!;
  }

  /** One of these rules, mostly one that is not over. */
  some(random: Random, rules: readonly Rule[]): Rule | undefined {
    const current = rules.filter((rule) => rule.to >= this.today(rule.stylist));
    const among = current.length > 0 && random.chance(90) ? current : rules;
    return among.length === 0 ? undefined : random.of(among);
  }

  /** Today where the stylist is; of the business for a rule for all. */
  today(stylist: string | null): Day {
    return dayAt(stylist === null ? BUSINESS_ZONE : this.stylist(stylist).zone, this.now);
  }

  day(stylist: ModelStylist, day: Day, rules: readonly Rule[] = this.rules): ModelDay {
    return decide(stylist.periods, rules, stylist.id, day);
  }

  /** The counters as of now. */
  budget(stylist: ModelStylist): ModelBudget {
    const month = monthOf(dayAt(stylist.zone, this.now));
    if (stylist.budget.month !== month) Object.assign(stylist.budget, { month, used: 0 });
    return stylist.budget;
  }

  shownBudget(stylist: ModelStylist): Record<string, unknown> {
    const { limit, used, tokens, lastSpent } = this.budget(stylist);
    return {
      stylistUserId: stylist.id,
      monthlyLimit: limit,
      monthlyUsed: used,
      monthlyRemaining: Math.max(0, limit - used),
      emergencyRemaining: tokens,
      resetsAt: new Date(nextTurn(stylist.zone, this.now)).toISOString().replace('Z', '000Z'),
      ...(lastSpent ? {} : { lastOverrideAt: null }),
    };
  }

  /** Active bookings that start on the date. */
  bookingsOn(stylist: ModelStylist, day: Day): number {
    return this.bookings.filter(
      (one) => one.stylist === stylist.id && one.day === day && !['cancelled', 'no_show'].includes(one.status),
    ).length;
  }

  /** The bookings that lose working time where the rules or weeks of `before` become those of `after`. */
  affected(after: { rules?: readonly Rule[]; periods?: readonly WeekPeriod[]; only?: string }): string[] {
    const lost = this.bookings.filter(({ stylist, day, times, status }) => {
      const person = this.stylist(stylist);
      if (!['pending', 'confirmed', 'in_progress'].includes(status)) return false;
      if (after.only !== undefined && stylist !== after.only) return false;
      if (day < plusDays(this.today(stylist), -1) || instantAt(person.zone, day, times[1]) <= this.now) return false;
      const was = this.day(person, day).worked.slice(...times);
      const is = decide(after.periods ?? person.periods, after.rules ?? this.rules, stylist, day).worked.slice(
        ...times,
      );
      return was.some((works, minute) => works && is[minute] === false);
    });
    return lost.map(({ id }) => id);
  }

  /** Whether any of the dates is worked otherwise under other rules. */
  differs(stylist: ModelStylist, from: Day, to: Day, after: readonly Rule[]): boolean {
    return daysBetween(from, to).some((day) => {
      const [was, is] = [this.day(stylist, day).worked, this.day(stylist, day, after).worked];
      return was.some((works, minute) => works !== is[minute]);
    });
  }

  /** The same override as another, day rows aside. */
  twin(rule: Pick<Rule, 'type' | 'stylist' | 'from' | 'to' | 'times' | 'closed'>, but?: Rule): Rule | undefined {
    return this.rules.find(
      (one) =>
        one !== but &&
        !one.forDay &&
        one.type === rule.type &&
        one.stylist === rule.stylist &&
        one.from === rule.from &&
        one.to === rule.to &&
        String(one.times) === String(rule.times),
    );
  }

  /** A day row that another cannot stand beside: two that are no blocks on one date, or two blocks with the same times. */
  dayRowLike(rule: Rule, but: Rule): Rule | undefined {
    const times = (one: Rule): string => (isBlock(one) ? String(one.times) : 'the day');
    return this.rules.find(
      (one) =>
        one !== but &&
        one.forDay &&
        one.stylist === rule.stylist &&
        one.from === rule.from &&
        times(one) === times(rule),
    );
  }

  /** Ends rules as of now: those to come and of today are removed, others end yesterday, or go where that is a twin. */
  end(rules: readonly Rule[]): void {
    for (const rule of rules) {
      const today = this.today(rule.stylist);
      const shortened = { ...rule, to: plusDays(today, -1) };
      const stays = rule.from < today && (rule.forDay || this.twin(shortened, rule) === undefined);
      if (stays) rule.to = shortened.to;
      else this.rules = this.rules.filter((one) => one !== rule);
    }
  }

  /** Gives back what rules to come cost, and says how much. */
  refund(stylist: ModelStylist, rules: readonly Rule[]): { monthly: number; emergency: number } {
    const budget = this.budget(stylist);
    const future = rules.filter((rule) => rule.byStylist && rule.from > this.today(stylist.id));
    const units = future.filter((rule) => !rule.emergency && rule.paidIn === budget.month).length;
    const tokens = future.filter((rule) => rule.emergency).length;
    const given = { monthly: Math.min(units, budget.used), emergency: Math.min(tokens, 100 - budget.tokens) };
    budget.used -= given.monthly;
    budget.tokens += given.emergency;
    return given;
  }
}
