import { expect } from '@jest/globals';
import { PERSONAS } from '../../../src/examples/personas.js';
import type { TestApp } from '../../support/app.js';
import type { ClockDatabase } from '../../support/clock.js';
import { addBooking, addStylist, addUser } from '../../support/stylists.js';
import { adminStep, shownRule } from './admin-steps.js';
import { clock, dayAt, daysBetween, monthOf, nextTurn, plusDays } from './calendar.js';
import { byId } from './layers.js';
import { Promotions, ZONES } from './promotion-steps.js';
import { Random } from './random.js';
import { dayShown, stylistStep } from './stylist-steps.js';
import { type ActionRow, type ChangeRow, type ModelStylist, type Step, World } from './world.js';

const ADMINS = [PERSONAS.admin, PERSONAS['second-admin']] as const;
/** The last steps that a failure shows. */
const SHOWN = 25;

const NEW_ROWS = `
  SELECT (SELECT coalesce(json_agg(json_build_array(action, admin_user_id, target_id) ORDER BY id), '[]')
            FROM private.service_management_log WHERE id > $1) AS actions,
         (SELECT coalesce(json_agg(json_build_array(stylist_user_id, change_type, change_date, is_emergency,
                                                    new_values IS NULL) ORDER BY id), '[]')
            FROM private.schedule_change_log WHERE id > $2) AS changes,
         (SELECT coalesce(max(id), 0)::text FROM private.service_management_log) AS action,
         (SELECT coalesce(max(id), 0)::text FROM private.schedule_change_log) AS change,
         (extract(epoch FROM clock.clock_timestamp()) * 1000)::float8 AS now`;

interface NewRows {
  actions: ActionRow[];
  changes: ChangeRow[];
  action: string;
  change: string;
  now: number;
}

/** Numbers of a run. */
export interface Played {
  steps: number;
  answers: Record<string, number>;
  days: number;
}

/** Sends random requests, and compares what the service answers, shows and logs with the model. */
export class Play {
  private readonly world = new World();
  private readonly random: Random;
  private readonly trace: string[] = [];
  private readonly answers: Record<string, number> = {};
  private promotions!: Promotions;
  private seen = { action: '0', change: '0' };

  constructor(
    private readonly app: TestApp,
    private readonly database: ClockDatabase,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  async run(steps: number): Promise<Played> {
    await this.arrange();
    const began = this.world.now;
    for (let step = 0; step < steps; step++) {
      if (step % 25 === 0) await this.moveClock();
      if (this.random.chance(3)) await this.book();
      await this.play(this.nextStep());
      await this.look();
    }
    return { steps, answers: this.answers, days: Math.round((this.world.now - began) / 86_400_000) };
  }

  /** The salon of the demo without what would mix with the model: overrides and bookings. */
  private async arrange(): Promise<void> {
    const { owner } = this.app;
    await owner.query('DELETE FROM public.bookings');
    await owner.query('DELETE FROM public.schedule_overrides');
    await this.readNew();
    for (const [index, zone] of [...ZONES, ...ZONES].entries()) {
      const name = `Model ${index}`;
      const { id } = await addStylist(owner, { zone, name });
      const hours = { start: 600, end: 1_080, break: null };
      const week = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((day) => [day, hours]));
      const month = monthOf(dayAt(zone, this.world.now));
      const budget = { limit: 10, used: 0, tokens: 3, month, lastSpent: false };
      const periods = [{ from: '2020-01-01', until: null, week }];
      this.world.stylists.push({ id, name, zone, active: true, periods, budget });
    }
    const candidates: { id: string; name: string }[] = [{ id: PERSONAS['second-admin'], name: 'Model second admin' }];
    for (let index = 0; index < 4; index++) {
      const name = `Model candidate ${index}`;
      candidates.push({ id: await addUser(owner, name, 'customer'), name });
    }
    this.promotions = new Promotions(this.world, candidates);
  }

  private nextStep(): Step {
    const { random, world } = this;
    const kind = random.below(100);
    if (kind < 55) return stylistStep(world, random, random.of(world.stylists));
    if (kind < 82) return adminStep(world, random, random.of(ADMINS));
    return this.promotions.step(random, random.of(ADMINS));
  }

  private async play(step: Step): Promise<void> {
    const { who, method, path, send } = step;
    const request = this.app.as(who)[method](path);
    const { status, body } = await (send === undefined ? request : request.send(send));
    this.note(`${who.slice(0, 8)} ${method} ${path} ${JSON.stringify(send ?? null)} -> ${status} ${body?.code ?? ''}`);
    this.answers[status] = (this.answers[status] ?? 0) + 1;
    this.compare({ status, code: body?.code }, { status: step.status, code: step.code });
    if (step.body !== undefined) this.compare(sorted(body), undefined, step.body);
    step.settle?.(body);
    const rows = await this.readNew();
    const known = new Set(step.actions?.filter(([, , target]) => target === null).map(([action]) => action));
    const actions = rows.actions.map(([action, who_, id]) => [action, who_, known.has(action) ? null : id]);
    // A role that a promotion gives or ends is part of its row.
    this.compare({ actions, changes: rows.changes }, { actions: step.actions ?? [], changes: step.changes ?? [] });
  }

  /** Reads a budget, some days, an override and a run, and compares them. */
  private async look(): Promise<void> {
    const { random, world } = this;
    const stylist = random.of(world.stylists.filter(({ active }) => active));
    const budget = await this.read(stylist.id, '/v1/me/override-budget');
    this.compare(budget, undefined, world.shownBudget(stylist));
    const from = plusDays(world.today(stylist.id), random.below(15) - 2);
    const to = plusDays(from, random.below(12));
    const schedule = await this.read(stylist.id, `/v1/me/effective-schedule?from=${from}&to=${to}`);
    const days = daysBetween(from, to).map((day) => dayShown(world, stylist, day));
    this.compare(sorted(schedule), { timezone: stylist.zone, days });
    if (world.rules.length > 0) {
      const rule = random.of(world.rules);
      this.compare(await this.read('admin', `/v1/schedule-overrides/${rule.id}`), undefined, shownRule(world, rule));
    }
    const run = this.promotions.some(random);
    if (run !== undefined) {
      this.compare(await this.read('admin', `/v1/promotions/${run.id}`), undefined, this.promotions.shown(run));
    }
    if (random.chance(10)) await this.lookAtExhausted();
  }

  private async lookAtExhausted(): Promise<void> {
    const isExhausted = (stylist: ModelStylist): boolean => {
      const { limit, used } = this.world.budget(stylist);
      return used >= limit;
    };
    const { items } = await this.read('admin', '/v1/override-budgets?exhausted=true&q=Model&limit=200');
    const wanted = this.world.stylists.filter((stylist) => stylist.active && isExhausted(stylist));
    this.compare(
      (items as { stylistUserId: string }[]).map(({ stylistUserId }) => stylistUserId).sort(),
      wanted.map(({ id }) => id).sort(),
    );
  }

  private async read(who: string, path: string): Promise<Record<string, unknown>> {
    const { status, body } = await this.app.as(who).get(path);
    this.note(`${who.slice(0, 8)} get ${path} -> ${status}`);
    this.compare(status, 200);
    return body as Record<string, unknown>;
  }

  /** Hours, days, or to just before or after a month turns somewhere; never close to a midnight of any zone. */
  private async moveClock(): Promise<void> {
    const { random, world } = this;
    const kind = random.below(100);
    let to = world.now + random.below(8) * 3_600_000;
    if (kind < 40) to = world.now + random.below(4) * 86_400_000;
    else if (kind < 60) to = nextTurn(random.of(ZONES), world.now) + random.of([-3_600_000, 0]);
    to = Math.floor(to / 900_000) * 900_000 + 60_000 * (1 + random.below(8));
    if (to <= world.now) to += 900_000;
    await this.database.moveTo(new Date(to));
    await this.readNew();
    this.note(`clock ${new Date(to).toISOString()}`);
  }

  /** A customer books, as the marketplace would write it. */
  private async book(): Promise<void> {
    const { random, world } = this;
    const stylist = random.of(world.stylists.slice(0, ZONES.length * 2));
    const day = plusDays(world.today(stylist.id), 1 + random.below(15));
    const start = 540 + 60 * random.below(9);
    const times: [number, number] = [start, start + 60];
    const isTaken = world.bookings.some(
      (one) => one.stylist === stylist.id && one.day === day && one.times[0] < times[1] && times[0] < one.times[1],
    );
    if (isTaken) return;
    const status = random.of(['confirmed', 'confirmed', 'pending', 'cancelled', 'completed']);
    const written = { ...stylist, day: () => day };
    const id = await addBooking(this.app.owner, written, day, [clock(times[0]), clock(times[1])], status);
    world.bookings.push({ id, stylist: stylist.id, day, times, status });
  }

  private async readNew(): Promise<NewRows> {
    const { action, change } = this.seen;
    const { rows } = await this.app.owner.query<NewRows>(NEW_ROWS, [action, change]);
    const [found] = rows as [NewRows];
    this.seen = found;
    this.world.now = found.now;
    return found;
  }

  private note(line: string): void {
    this.trace.push(line);
    if (this.trace.length > SHOWN) this.trace.shift();
  }

  private compare(actual: unknown, wanted: unknown, partly?: object): void {
    try {
      expectAlike(actual, wanted, partly);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n\nThe last steps:\n${this.trace.join('\n')}`, { cause: error });
    }
  }
}

function expectAlike(actual: unknown, wanted: unknown, partly?: object): void {
  if (partly === undefined) expect(actual).toEqual(wanted);
  else expect(actual).toMatchObject(partly);
}

/** The same answer with lists in the order of the model where theirs says nothing. */
function sorted(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value) =>
    name === 'shadowed' || name === 'shadowedBy' ? value.sort(byId) : value,
  );
}
