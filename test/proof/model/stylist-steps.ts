import { clock, type Day, daysBetween, monthOf, plusDays } from './calendar.js';
import { isBlock, ranked, reaching, type Rule, shown } from './layers.js';
import type { Random } from './random.js';
import { type Expected, type ModelStylist, problem, refusal, type Step, type World } from './world.js';

/** What a stylist asks for: a day, or time off. */
interface Wish {
  from: Day;
  to: Day;
  closed: boolean;
  times: [number, number] | null;
  emergency: boolean;
  forDay: boolean;
  reason: string | undefined;
}

const MINUTES = [480, 540, 600, 660, 720, 780, 840, 900, 960, 1_020, 1_080, 1_200, 1_440] as const;
const MOST_AHEAD = 366;
const MOST_DAYS_OFF = 14;
/** The highest priority: no day of a stylist wins over it. */
const HIGHEST = 100;

/** Two times of a day, the later one last, but not always. */
export function someTimes(random: Random): [number, number] {
  const [start, end] = [random.of(MINUTES.slice(0, -1)), random.of(MINUTES)];
  return start > end && random.chance(95) ? [end, start] : [start, end];
}

/** One request of a stylist about their own schedule. */
export function stylistStep(world: World, random: Random, stylist: ModelStylist): Step {
  const kind = random.below(100);
  const today = world.today(stylist.id);
  if (kind < 50) return setDay(world, random, stylist, plusDays(today, nearby(random)));
  if (kind < 65) return takeTimeOff(world, random, stylist, plusDays(today, nearby(random)));
  const own = world.rules.filter((rule) => rule.stylist === stylist.id && rule.byStylist);
  if (kind < 80) {
    const rule = random.chance(85) ? world.some(random, own) : undefined;
    return clearDay(world, stylist, rule?.from ?? plusDays(today, nearby(random)));
  }
  const rule = world.some(random, random.chance(85) && own.length > 0 ? own : world.rules);
  return rule === undefined ? setDay(world, random, stylist, plusDays(today, 3)) : cancel(world, stylist, rule);
}

/** Mostly the next three weeks; sometimes today, the past, or too far. */
function nearby(random: Random): number {
  if (random.chance(3)) return random.of([-1, -20, 366, 367]);
  return random.chance(12) ? 0 : 1 + random.below(20);
}

function setDay(world: World, random: Random, stylist: ModelStylist, day: Day): Step {
  const closed = random.chance(60);
  const wish: Wish = {
    from: day,
    to: day,
    closed,
    times: closed && random.chance(60) ? null : someTimes(random),
    emergency: day === world.today(stylist.id) ? random.chance(85) : random.chance(15),
    forDay: true,
    reason: random.chance(40) ? `Reason ${random.below(1_000)}` : undefined,
  };
  const times = wish.times === null ? {} : { startTime: clock(wish.times[0]), endTime: clock(wish.times[1]) };
  const { emergency: isEmergency, reason } = wish;
  const send = { isClosed: closed, ...times, isEmergency, reason };
  return step(world, random, stylist, wish, { method: 'put', path: `/v1/me/availability/${day}`, send }, { date: day });
}

function takeTimeOff(world: World, random: Random, stylist: ModelStylist, from: Day): Step {
  const days = random.chance(3) ? random.of([0, 15]) : 1 + random.below(8);
  const wish: Wish = {
    from,
    to: plusDays(from, days - 1),
    closed: true,
    times: null,
    emergency: from === world.today(stylist.id) ? random.chance(80) : random.chance(15),
    forDay: false,
    reason: random.chance(40) ? `Reason ${random.below(1_000)}` : undefined,
  };
  const { from: startDate, to: endDate, emergency: isEmergency, reason } = wish;
  const send = { startDate, endDate, isEmergency, reason };
  return step(world, random, stylist, wish, { method: 'post', path: '/v1/me/time-off', send });
}

/** The change, or in a fifth of all cases its preview. */
function step(
  world: World,
  random: Random,
  stylist: ModelStylist,
  wish: Wish,
  request: Pick<Step, 'method' | 'path' | 'send'>,
  more: object = {},
): Step {
  const who = stylist.id;
  if (!stylist.active) return { who, ...request, ...refusal(403, 'FORBIDDEN', who) };
  if (random.chance(20)) {
    const send = { ...request.send, ...more };
    return { who, method: 'post', path: '/v1/me/overrides/preview', send, ...preview(world, stylist, wish) };
  }
  return { who, ...request, ...change(world, stylist, wish) };
}

/** Why the shape or the dates of a wish are refused. */
function isMalformed(world: World, stylist: ModelStylist, wish: Wish): boolean {
  const today = world.today(stylist.id);
  const days = daysBetween(wish.from, wish.to).length;
  return (
    days === 0 ||
    (wish.times !== null && wish.times[0] >= wish.times[1]) ||
    days > MOST_DAYS_OFF ||
    wish.from < today ||
    wish.to > plusDays(today, MOST_AHEAD) ||
    (wish.from === today && !wish.emergency)
  );
}

interface Plan {
  standing?: Rule;
  rule?: Rule;
  replaced: Rule[];
  after: Rule[];
  affected: string[];
  refused: string | null;
  charge: string;
}

/** What the rules make of a well-formed wish. */
function plan(world: World, stylist: ModelStylist, wish: Wish): Plan {
  const own = world.rules.filter((rule) => rule.stylist === stylist.id);
  const dayRows = own.filter((rule) => rule.forDay && wish.from <= rule.from && rule.from <= wish.to);
  const charge = wish.emergency ? 'emergency' : 'monthly';
  const nothing = { replaced: [], after: world.rules, affected: [], refused: null, charge: 'none' };
  const refused = (code: string, by = 'none'): Plan => ({ ...nothing, refused: code, charge: by });
  const same = (rule: Rule): boolean => rule.closed === wish.closed && String(rule.times) === String(wish.times);
  const twin = { type: 'stylist_vacation' as const, stylist: stylist.id, ...wish };
  if (!wish.forDay && world.twin(twin) !== undefined) return refused('DUPLICATE_OVERRIDE');
  if (wish.forDay && !wish.closed) {
    const theirs = reaching(own, stylist.id, wish.from).filter((rule) => !rule.byStylist && !isBlock(rule));
    if (ranked(theirs)[0]?.closed === true) return refused('CLOSED_BY_ADMIN');
  }
  const standing = dayRows.find((rule) => wish.forDay && same(rule) && (rule.emergency || !wish.emergency));
  if (standing !== undefined) return { ...nothing, standing };
  const isPart = wish.closed && wish.times !== null;
  const replaced = dayRows.filter((rule) => !wish.forDay || (isPart ? same(rule) : !isBlock(rule)));
  const rule = ruleOf(world, stylist, wish);
  const after = [...world.rules.filter((one) => !replaced.includes(one)), rule];
  const affected = world.affected({ rules: after, only: stylist.id });
  const all = { rule, replaced, after, affected, charge };
  const winner = world.day(stylist, wish.from, after).winner;
  const isTheirs = winner?.closed === true && (!winner.byStylist || (!winner.forDay && winner.priority === HIGHEST));
  if (wish.forDay && !wish.closed && isTheirs) return { ...all, charge: 'none', refused: 'CLOSED_BY_ADMIN' };
  if (!world.differs(stylist, wish.from, wish.to, after)) return { ...all, charge: 'none', refused: 'NO_EFFECT' };
  if (affected.length > 0 && !wish.emergency) return { ...all, refused: 'BOOKINGS_AFFECTED' };
  const { limit, used, tokens } = world.budget(stylist);
  const isEmpty = wish.emergency ? tokens <= 0 : used >= limit;
  return { ...all, refused: isEmpty ? 'OVERRIDE_BUDGET_EXHAUSTED' : null };
}

function ruleOf(world: World, stylist: ModelStylist, wish: Wish): Rule {
  const { from, to, closed, times, emergency, forDay } = wish;
  const usual = emergency ? 90 : forDay ? 60 : 50;
  const away = reaching(world.rules, stylist.id, from).filter(
    (one) => one.byStylist && !one.forDay && one.closed && one.times === null,
  );
  const above = forDay ? away.map(({ priority }) => priority + 1) : [];
  return {
    id: '',
    age: world.age(),
    type: closed ? 'stylist_vacation' : 'special_event',
    stylist: stylist.id,
    from,
    to,
    closed,
    times,
    emergency,
    forDay,
    priority: Math.min(HIGHEST, Math.max(usual, ...above)),
    reason: wish.reason ?? null,
    byStylist: true,
    paidIn: monthOf(world.today(stylist.id)),
  };
}

function preview(world: World, stylist: ModelStylist, wish: Wish): Expected {
  if (isMalformed(world, stylist, wish)) return problem(400, 'VALIDATION_FAILED');
  const { refused, charge } = plan(world, stylist, wish);
  return { status: 200, body: { refusal: refused, charge, budget: world.shownBudget(stylist) } };
}

function change(world: World, stylist: ModelStylist, wish: Wish): Expected {
  if (isMalformed(world, stylist, wish)) return problem(400, 'VALIDATION_FAILED');
  const { refused, standing, rule, replaced, after, affected, charge } = plan(world, stylist, wish);
  if (refused !== null) {
    const exhausted = wish.emergency ? 'emergency' : 'monthly';
    if (refused !== 'OVERRIDE_BUDGET_EXHAUSTED') return problem(409, refused);
    return { ...problem(429, refused), body: { exhausted, budget: world.shownBudget(stylist) } };
  }
  const total = { affectedBookingsTotal: affected.length };
  if (standing !== undefined) {
    const day = dayShown(world, stylist, wish.from);
    return { status: 200, body: { override: { id: standing.id }, charged: 'none', day, affectedBookingsTotal: 0 } };
  }
  const budget = world.budget(stylist);
  if (wish.emergency) budget.tokens -= 1;
  else budget.used += 1;
  budget.lastSpent = true;
  world.rules = after;
  if (!wish.forDay) world.refund(stylist, replaced);
  const { priority, reason } = rule!;
  const own = { overrideType: rule!.type, priority, reason, origin: 'stylist', setForDay: wish.forDay };
  const type = wish.emergency ? 'emergency_block' : 'availability_override';
  return {
    status: wish.forDay ? 200 : 201,
    body: { override: own, charged: charge, budget: world.shownBudget(stylist), ...total },
    changes: [[stylist.id, type, wish.from, wish.emergency, false]],
    settle: ({ override }) => (rule!.id = override.id),
  };
}

/** A day as answers show it. */
export function dayShown(world: World, stylist: ModelStylist, day: Day): object {
  return { ...shown(day, world.day(stylist, day)), bookings: world.bookingsOn(stylist, day) };
}

function clearDay(world: World, stylist: ModelStylist, day: Day): Step {
  const request = { who: stylist.id, method: 'delete', path: `/v1/me/availability/${day}` } as const;
  if (!stylist.active) return { ...request, ...refusal(403, 'FORBIDDEN', stylist.id) };
  const rows = world.rules.filter((rule) => rule.stylist === stylist.id && rule.forDay && rule.from === day);
  if (rows.length === 0) return { ...request, ...problem(404, 'OVERRIDE_NOT_FOUND') };
  return { ...request, ...cancelled(world, stylist, rows) };
}

function cancel(world: World, stylist: ModelStylist, rule: Rule): Step {
  const request = { who: stylist.id, method: 'delete', path: `/v1/me/overrides/${rule.id}` } as const;
  if (!stylist.active) return { ...request, ...refusal(403, 'FORBIDDEN', stylist.id) };
  if (rule.stylist !== stylist.id || !rule.byStylist) {
    return { ...request, ...refusal(404, 'OVERRIDE_NOT_FOUND', stylist.id) };
  }
  return { ...request, ...cancelled(world, stylist, [rule]) };
}

function cancelled(world: World, stylist: ModelStylist, rules: readonly Rule[]): Expected {
  const today = world.today(stylist.id);
  const [{ from }] = rules as [Rule];
  if (rules.some(({ to }) => to < today)) return problem(409, 'OVERRIDE_IN_PAST');
  // What is over of them counts as before.
  const rest = rules.filter((rule) => rule.from < today).map((rule) => ({ ...rule, to: plusDays(today, -1) }));
  const after = [...world.rules.filter((rule) => !rules.includes(rule)), ...rest];
  if (world.affected({ rules: after, only: stylist.id }).length > 0) return problem(409, 'BOOKINGS_AFFECTED');
  const refunded = world.refund(stylist, rules);
  world.end(rules);
  return {
    status: 200,
    body: { refunded, budget: world.shownBudget(stylist) },
    changes: [[stylist.id, 'availability_override', from < today ? today : from, false, true]],
  };
}
