import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { Client } from 'pg';
import { guardMutants } from '../proof/parity/guards.js';
import { schemaMutants, type SchemaMutant } from '../proof/parity/mutants.js';
import { differences, noticeOf, type Mutant } from '../proof/parity/notice.js';
import { connectAs } from '../proof/parity/play.js';
import { outcomeProbes, requestProbes, statementProbes, type Probe } from '../proof/parity/probes.js';
import { cellsOf } from '../proof/parity/row.js';
import { MARKETPLACE_ROWS } from '../proof/parity/rows.marketplace.js';
import { ROWS } from '../proof/parity/rows.js';
import { createWorld, type World } from '../proof/parity/world.js';

/** The least share of mutants that some cell must notice. */
const LEAST = 0.95;
/** Compares the schema with the released one, and so finds each mutant without showing that anything needs it. */
const COMPARES = ['GET /health/ready'];

let world: World;
let asService: Client;
let statements: Probe[];
let requests: Probe[];
/** Every mutant gets the dates from this one on anew. */
let from: string;

beforeAll(async () => {
  world = await createWorld({ AVAILABILITY_MEMORY_CACHE: 'off' });
  stopClock(world);
  asService = await connectAs(world.app.database.url);
  statements = await statementProbes(world, asService, [...ROWS, ...MARKETPLACE_ROWS]);
  const rows = ROWS.filter(({ route }) => !COMPARES.includes(route));
  requests = [...outcomeProbes(world), ...rows.flatMap((row) => requestProbes(world, row, 'done'))];
  from = world.date();
}, 120_000);

afterAll(async () => {
  await asService.end();
  await world.close();
});

/** Jobs run only when a probe runs them. Else a seal that the clock made would leave nothing for the probe. */
function stopClock({ app: { app } }: World): void {
  const clock = app.get(SchedulerRegistry);
  for (const job of clock.getCronJobs().values()) void job.stop();
  for (const name of clock.getIntervals()) clock.deleteInterval(name);
}

/** The probes that could notice a mutant. Statements on the same table come first, because they are likely to. */
function probesFor({ thing, isOfCallers }: SchemaMutant): Probe[] {
  const speaksOfIt = ({ sql }: Probe): boolean => sql.includes(thing);
  const ordered = [...statements.filter(speaksOfIt), ...statements.filter((one) => !speaksOfIt(one))];
  return [...(isOfCallers ? ordered : []), ...requests];
}

interface Trial {
  mutant: Mutant;
  /** The table or route that the mutant changes. */
  thing: string;
  probes: readonly Probe[];
}

/** The mutants that no probe notices. */
async function survivorsOf(kind: string, trials: readonly Trial[]): Promise<string[]> {
  const survivors: string[] = [];
  const lastNoticed = new Map<string, Probe>();
  for (const { mutant, thing, probes } of trials) {
    await world.renew(from);
    // The probe that noticed the last mutant of this thing is likely to notice the next.
    const last = probes.filter((probe) => probe === lastNoticed.get(thing));
    const notice = await noticeOf(mutant, [...last, ...probes]);
    if (notice === undefined) survivors.push(mutant.name);
    else lastNoticed.set(thing, notice.probe);
  }
  const noticed = trials.length - survivors.length;
  const share = ((100 * noticed) / trials.length).toFixed(1);
  console.info(`${kind}: ${noticed} of ${trials.length} mutants fail a cell (${share} %)`);
  if (survivors.length > 0) console.info(`${kind} that no cell notices: ${survivors.join('; ')}`);
  return survivors;
}

async function nothingDiffers(): Promise<void> {
  await world.renew(from);
  expect(await differences([...statements, ...requests])).toEqual([]);
}

test('No cell fails while nothing is taken away', async () => {
  await nothingDiffers();
  const cells = ROWS.flatMap((row) => cellsOf(row, world)).length;
  console.info(`${ROWS.length} routes, ${cells} cells over HTTP, ${statements.length} under row level security`);
});

describe('Mutants', () => {
  test('Each guard that is taken away fails a cell', async () => {
    const guards = guardMutants(world.app);
    expect(guards.length).toBeGreaterThan(30);
    const mutants = guards.map((mutant) => {
      const row = ROWS.find(({ route }) => route === mutant.route)!;
      return { mutant, thing: mutant.route, probes: requestProbes(world, row, 'refused') };
    });
    const survivors = await survivorsOf('guards', mutants);
    expect(survivors.length / guards.length).toBeLessThanOrEqual(1 - LEAST);
    await nothingDiffers();
  });

  test('Each policy and grant that is taken away fails a cell', async () => {
    const found = await schemaMutants(world.app.owner);
    expect(found.length).toBeGreaterThan(100);
    const mutants = found.map((one) => {
      const by = (sql: string) => () => world.app.owner.query(sql);
      const mutant = { name: one.name, apply: by(one.apply), undo: by(one.undo) };
      return { mutant, thing: one.thing, probes: probesFor(one) };
    });
    const survivors = await survivorsOf('policies and grants', mutants);
    expect(survivors.length / mutants.length).toBeLessThanOrEqual(1 - LEAST);
    await nothingDiffers();
    // A mutant that nothing notices costs every probe there is.
  }, 1_800_000);
});
