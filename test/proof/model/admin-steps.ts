import type { OverrideType } from '../../../src/schedules/overrides/override-types.js';
import { clock, daysBetween, plusDays } from './calendar.js';
import { byId, type Hours, isBlock, named, ranked, type Rule, type Week, type WeekPeriod } from './layers.js';
import type { Random } from './random.js';
import { someTimes } from './stylist-steps.js';
import { type ChangeRow, type Expected, type ModelStylist, problem, type Step, type World } from './world.js';

/** Written anew, as the rest of the model. The type names an override type that is missing. */
const TYPES: Record<OverrideType, { all: boolean; one: boolean; closed: boolean; priority: number }> = {
  business_closure: { all: true, one: false, closed: true, priority: 100 },
  stylist_vacation: { all: false, one: true, closed: true, priority: 70 },
  special_event: { all: true, one: true, closed: false, priority: 30 },
  seasonal_hours: { all: true, one: true, closed: false, priority: 10 },
};
const TYPE_NAMES = Object.keys(TYPES) as OverrideType[];
const MOST_DATES = 366;
const PATH = '/v1/schedule-overrides';

type Values = Pick<Rule, 'type' | 'stylist' | 'from' | 'to' | 'closed' | 'times' | 'priority' | 'reason'>;

/** One request of an admin about overrides, budgets or weeks. */
export function adminStep(world: World, random: Random, who: string): Step {
  const kind = random.below(100);
  const active = world.stylists.filter((one) => one.active);
  const rule = world.some(random, world.rules);
  if (kind < 40 || rule === undefined) return create(world, random, who, active);
  if (kind < 60) return edit(world, random, who, rule);
  if (kind < 75) return remove(world, who, rule);
  if (kind < 90) return changeBudget(world, random, who, random.of(active));
  return putWeek(world, random, who, random.of(active));
}

function create(world: World, random: Random, who: string, active: readonly ModelStylist[]): Step {
  const type = random.of(TYPE_NAMES);
  const { all, one, closed, priority } = TYPES[type];
  const isForAll = all && (!one || random.chance(40));
  const stylist = (random.chance(3) ? !isForAll : isForAll) ? null : random.of(active).id;
  const today = world.today(stylist);
  const from = plusDays(today, random.chance(4) ? -1 : random.below(20));
  const values: Values = {
    type,
    stylist,
    from,
    to: plusDays(from, random.chance(3) ? random.of([-1, 365, 366]) : random.below(6)),
    closed,
    times: closed && random.chance(50) ? null : someTimes(random),
    priority: random.chance(30) ? random.of([0, 30, 60, 65, 95, 100]) : priority,
    reason: random.chance(50) ? `Because ${random.below(1_000)}` : null,
  };
  const policy = random.of([undefined, 'warn', 'refuse'] as const);
  const send = { ...sent(values), conflictPolicy: policy };
  return { who, method: 'post', path: PATH, send, ...created(world, who, values, policy) };
}

function sent(values: Values): object {
  const { type, stylist, from, to, closed, times, priority, reason } = values;
  return {
    overrideType: type,
    appliesToAllStylists: stylist === null,
    ...(stylist === null ? {} : { stylistUserId: stylist }),
    startDate: from,
    endDate: to,
    isClosed: closed,
    ...(times === null ? {} : { startTime: clock(times[0]), endTime: clock(times[1]) }),
    priority,
    ...(reason === null ? {} : { reason }),
  };
}

/** Shape and dates; `first` is the earliest start. */
function isMalformed(values: Values, first: string): boolean {
  const { type, stylist, from, to, times } = values;
  const dates = daysBetween(from, to).length;
  return (
    !(stylist === null ? TYPES[type].all : TYPES[type].one) ||
    (times !== null && times[0] >= times[1]) ||
    dates === 0 ||
    dates > MOST_DATES ||
    from < first
  );
}

function created(world: World, who: string, values: Values, policy: string | undefined): Expected {
  if (isMalformed(values, world.today(values.stylist))) return problem(400, 'VALIDATION_FAILED');
  if (world.twin(values) !== undefined) return problem(409, 'DUPLICATE_OVERRIDE');
  const rule: Rule = {
    id: '',
    age: world.age(),
    ...values,
    byStylist: false,
    forDay: false,
    emergency: false,
    paidIn: null,
  };
  const after = [...world.rules, rule];
  const affected = world.affected({ rules: after });
  if (policy === 'refuse' && affected.length > 0) return problem(409, 'BOOKINGS_AFFECTED');
  world.rules = after;
  const changes: ChangeRow[] = changesOf(null, rule, world.today(values.stylist));
  return {
    status: 201,
    body: { ...shownRule(world, rule), affectedBookingsTotal: affected.length, shadowedBy: shadowsOf(world, rule) },
    actions: [['CREATE_OVERRIDE', who, null]],
    changes,
    settle: ({ id }) => (rule.id = id),
  };
}

/** A rule as answers show it. */
export function shownRule(world: World, rule: Rule): object {
  const { type, stylist, from, to, closed, times, priority, reason, byStylist, forDay, emergency } = rule;
  const today = world.today(stylist);
  return {
    overrideType: type,
    appliesToAllStylists: stylist === null,
    stylistUserId: stylist,
    startDate: from,
    endDate: to,
    isClosed: closed,
    startTime: times === null ? null : clock(times[0]),
    endTime: times === null ? null : clock(times[1]),
    priority,
    reason,
    setForDay: forDay,
    isEmergency: emergency,
    origin: byStylist ? 'stylist' : 'admin',
    status: to < today ? 'past' : from > today ? 'upcoming' : 'active',
  };
}

/** For one stylist what decides a date in place of the rule; for all what ranks above it, whomever it reaches. */
function shadowsOf(world: World, rule: Rule): unknown {
  if (isBlock(rule)) return [];
  const first = [rule.from, world.today(rule.stylist)].sort()[1]!;
  const days = daysBetween(first, rule.to);
  const above = new Set<Rule>();
  if (rule.stylist === null) {
    const rivals = ranked(world.rules.filter((one) => !isBlock(one)));
    for (const rival of rivals.slice(0, rivals.indexOf(rule))) {
      if (days.some((day) => rival.from <= day && day <= rival.to)) above.add(rival);
    }
  } else {
    const stylist = world.stylist(rule.stylist);
    for (const day of days) {
      const { winner } = world.day(stylist, day);
      if (winner !== rule && winner !== null) above.add(winner);
    }
  }
  return [...above].map(named).sort(byId);
}

/** The row in the log of schedules: from the first date that is touched, of today and later. */
function changesOf(before: Rule | null, after: Rule | null, today: string, isOnlyEnd = false): ChangeRow[] {
  const stylist = (after ?? before)!.stylist;
  if (stylist === null) return [];
  const touched = ({ from, to }: Rule): string => (isOnlyEnd ? plusDays(to, 1) : from);
  const dates = [before, after].flatMap((rule) => (rule === null ? [] : [touched(rule)])).sort();
  const first = dates[0]!;
  return [[stylist, 'availability_override', first < today ? today : first, false, after === null]];
}

function edit(world: World, random: Random, who: string, rule: Rule): Step {
  const today = world.today(rule.stylist);
  const patch: Partial<Values> = {};
  if (random.chance(40)) patch.reason = `Reworded ${random.below(1_000)}`;
  if (random.chance(50)) patch.to = plusDays(random.of([rule.to, today]), random.below(4) - 2);
  if (random.chance(20)) patch.from = plusDays(rule.from, random.below(4) - 1);
  if (random.chance(25)) patch.priority = random.of([10, 60, 80, 100]);
  if (random.chance(15)) patch.times = someTimes(random);
  const { priority, reason, from, to, times } = patch;
  const send = {
    ...(priority === undefined ? {} : { priority }),
    ...(reason === undefined ? {} : { reason }),
    ...(from === undefined ? {} : { startDate: from }),
    ...(to === undefined ? {} : { endDate: to }),
    ...(times === undefined ? {} : { startTime: clock(times![0]), endTime: clock(times![1]) }),
  };
  return { who, method: 'patch', path: `${PATH}/${rule.id}`, send, ...edited(world, who, rule, patch) };
}

function edited(world: World, who: string, rule: Rule, patch: Partial<Values>): Expected {
  if (Object.keys(patch).length === 0) return problem(400, 'VALIDATION_FAILED');
  const today = world.today(rule.stylist);
  const next: Rule = { ...rule, ...patch };
  const changed = (['from', 'to', 'times', 'priority', 'reason'] as const).filter(
    (field) => String(next[field]) !== String(rule[field]),
  );
  // A start or an end that is not touched is not judged; past rules are refused whatever they say.
  const hasBegun = rule.from <= today;
  if (isMalformed(next, changed.includes('from') && !hasBegun ? today : '')) return problem(400, 'VALIDATION_FAILED');
  if (rule.forDay && next.from !== next.to) return problem(400, 'VALIDATION_FAILED');
  if (hasBegun && changed.includes('to') && next.to < plusDays(today, -1)) return problem(400, 'VALIDATION_FAILED');
  if (rule.to < today) return problem(409, 'OVERRIDE_IN_PAST');
  if (hasBegun && changed.some((field) => field !== 'to' && field !== 'reason')) {
    return problem(409, 'OVERRIDE_STARTED');
  }
  const isReworded = changed.every((field) => field === 'reason');
  const like = rule.forDay ? world.dayRowLike(next, rule) : world.twin(next, rule);
  if (!isReworded && like !== undefined) return problem(409, 'DUPLICATE_OVERRIDE');
  const after = world.rules.map((one) => (one === rule ? next : one));
  const affected = isReworded ? [] : world.affected({ rules: after });
  const before = { ...rule };
  world.rules = after;
  return {
    status: 200,
    body: { ...shownRule(world, next), affectedBookingsTotal: affected.length, shadowedBy: shadowsOf(world, next) },
    actions: changed.length === 0 ? [] : [['UPDATE_OVERRIDE', who, rule.id]],
    changes: changed.length === 0 ? [] : changesOf(before, next, today, changed.join() === 'to'),
  };
}

function remove(world: World, who: string, rule: Rule): Step {
  const request = { who, method: 'delete', path: `${PATH}/${rule.id}` } as const;
  const today = world.today(rule.stylist);
  if (rule.to < today) return { ...request, ...problem(409, 'OVERRIDE_IN_PAST') };
  if (rule.byStylist) world.refund(world.stylist(rule.stylist!), [rule]);
  const changes = changesOf(rule, null, today);
  world.end([rule]);
  return { ...request, status: 204, actions: [['DELETE_OVERRIDE', who, rule.id]], changes };
}

function changeBudget(world: World, random: Random, who: string, stylist: ModelStylist): Step {
  const monthlyLimit = random.chance(40) ? random.of([1, 3, 10]) : undefined;
  const emergencyRemaining = random.chance(25) ? random.of([0, 3, 98, 100]) : undefined;
  const grantEmergency = random.chance(30) ? 1 + random.below(4) : undefined;
  const resetUsed = random.chance(25) ? true : undefined;
  const send = { monthlyLimit, emergencyRemaining, grantEmergency, resetUsed, reason: 'As agreed' };
  const path = `/v1/stylists/${stylist.id}/override-budget`;
  const request = { who, method: 'patch', path, send } as const;
  const budget = world.budget(stylist);
  const before = JSON.stringify(budget);
  const tokens = emergencyRemaining ?? budget.tokens + (grantEmergency ?? 0);
  const isNothing = [monthlyLimit, emergencyRemaining, grantEmergency, resetUsed].every((one) => one === undefined);
  const isBoth = emergencyRemaining !== undefined && grantEmergency !== undefined;
  if (isNothing || isBoth || tokens > 100) return { ...request, ...problem(400, 'VALIDATION_FAILED') };
  Object.assign(budget, { limit: monthlyLimit ?? budget.limit, tokens, used: resetUsed ? 0 : budget.used });
  const isChanged = JSON.stringify(budget) !== before;
  const body = world.shownBudget(stylist);
  return { ...request, status: 200, body, actions: isChanged ? [['UPDATE_BUDGET', who, stylist.id]] : [] };
}

function putWeek(world: World, random: Random, who: string, stylist: ModelStylist): Step {
  const today = world.today(stylist.id);
  const from = plusDays(today, random.chance(5) ? -1 : random.below(15));
  const until = random.chance(50) ? null : plusDays(from, random.below(20));
  const week: Week = {};
  const share = random.of([80, 80, 80, 0]);
  for (let day = 0; day < 7; day++) if (random.chance(share)) week[day] = someHours(random);
  const days = Object.entries(week).map(([dayOfWeek, hours]) => ({
    dayOfWeek: Number(dayOfWeek),
    startTime: clock(hours!.start),
    endTime: clock(hours!.end),
    ...(hours!.break === null ? {} : { breakStart: clock(hours!.break[0]), breakEnd: clock(hours!.break[1]) }),
  }));
  const policy = random.of([undefined, 'refuse'] as const);
  const send = {
    effectiveFrom: from,
    ...(until === null ? {} : { effectiveUntil: until }),
    days,
    conflictPolicy: policy,
  };
  const request = { who, method: 'put', path: `/v1/stylists/${stylist.id}/schedule`, send } as const;
  if (from < today) return { ...request, ...problem(400, 'VALIDATION_FAILED') };
  const periods: WeekPeriod[] = [...stylist.periods, { from, until, week }];
  const affected = world.affected({ periods, only: stylist.id });
  if (policy === 'refuse' && affected.length > 0) return { ...request, ...problem(409, 'BOOKINGS_AFFECTED') };
  const isSame = weeksOf(stylist.periods) === weeksOf(periods);
  stylist.periods = periods;
  return {
    ...request,
    status: 200,
    body: { affectedBookingsTotal: affected.length },
    actions: isSame ? [] : [['REPLACE_SCHEDULE', who, stylist.id]],
    changes: isSame ? [] : [[stylist.id, 'schedule_update', from, false, false]],
  };
}

/** The week that is valid at each border of the periods, as text. */
function weeksOf(periods: readonly WeekPeriod[]): string {
  const borders = periods.flatMap(({ from, until }) => (until === null ? [from] : [from, plusDays(until, 1)]));
  const weekOn = (day: string) => periods.findLast((one) => one.from <= day && (one.until ?? day) >= day)?.week ?? {};
  // Before the first border nothing is worked.
  const valid = ['', ...new Set(borders)].sort().map((day) => [day, JSON.stringify(weekOn(day))] as const);
  return valid
    .filter(([, week], at) => week !== valid[at - 1]?.[1])
    .map((one) => one.join())
    .join(';');
}

function someHours(random: Random): Hours {
  const start = random.of([480, 540, 600, 720]);
  const end = random.of([900, 1_080, 1_200, 1_440]);
  return { start, end, break: random.chance(40) ? [780, 840] : null };
}
