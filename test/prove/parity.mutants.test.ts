import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { guardMutants } from '../support/parity/guards.js';
import { JOBS } from '../support/parity/jobs.js';
import { schemaMutants, type Mutant } from '../support/parity/mutants.js';
import { connectAs, playHttp, playSql } from '../support/parity/play.js';
import { cellsOf, succeeds, type Cell, type Play, type Row } from '../support/parity/row.js';
import { MARKETPLACE_ROWS } from '../support/parity/rows.marketplace.js';
import { ROWS } from '../support/parity/rows.js';
import { createWorld, type World } from '../support/parity/world.js';

/** The least share of mutants that some cell must notice. */
const LEAST = 0.95;

interface Prepared {
  row: Row;
  cell: Cell;
  play: Play;
}

let world: World;
let asService: Client;
/** Statements are taken back each time, so what was made for them serves every mutant. */
let statements: Prepared[];

beforeAll(async () => {
  world = await createWorld({ AVAILABILITY_MEMORY_CACHE: 'off' });
  asService = await connectAs(world.app.database.url);
  statements = [];
  for (const row of [...ROWS, ...MARKETPLACE_ROWS]) {
    for (const cell of cellsOf(row, world)) {
      const play = await row.play(world, cell);
      if ((play.statements ?? []).length > 0) statements.push({ row, cell, play });
    }
  }
}, 120_000);

afterAll(async () => {
  await asService.end();
  await world.close();
});

/** Whether some statement comes out differently. */
async function statementNotices(): Promise<boolean> {
  await asService.query('BEGIN');
  try {
    for (const { row, cell, play } of statements) {
      if ((await playSql(asService, row, cell, play)).length > 0) return true;
    }
    return false;
  } finally {
    await asService.query('ROLLBACK');
  }
}

/** Whether some request that should succeed does not, or some job is left undone. */
async function requestNotices(): Promise<boolean> {
  await world.app.owner.query('TRUNCATE private.availability_cache');
  for (const job of Object.values(JOBS)) {
    if (!(await job(world).catch(() => false))) return true;
  }
  for (const row of ROWS) {
    for (const cell of cellsOf(row, world).filter((one) => succeeds(row, one))) {
      if ((await playHttp(world, row, cell, await row.play(world, cell))).length > 0) return true;
    }
  }
  return false;
}

async function isNoticed({ isOfCallers, apply, undo }: Mutant): Promise<boolean> {
  await world.app.owner.query(apply);
  try {
    return (isOfCallers && (await statementNotices())) || (await requestNotices());
  } finally {
    await world.app.owner.query(undo);
  }
}

function report(kind: string, survivors: string[], all: number): void {
  const share = (100 * (all - survivors.length)) / all;
  console.info(`${kind}: ${all - survivors.length} of ${all} mutants turn a cell red (${share.toFixed(1)} %)`);
  if (survivors.length > 0) console.info(`${kind} that nobody notices: ${survivors.join('; ')}`);
}

test('Nothing is noticed where nothing was changed', async () => {
  expect(await statementNotices()).toBe(false);
  expect(await requestNotices()).toBe(false);
  const cells = ROWS.flatMap((row) => cellsOf(row, world)).length;
  console.info(`${ROWS.length} routes, ${cells} cells over HTTP, ${statements.length} under row level security`);
});

describe('Each taken away in turn turns a cell red:', () => {
  test('guards', async () => {
    const guards = guardMutants(world.app);
    expect(guards.length).toBeGreaterThan(30);
    const survivors: string[] = [];
    for (const guard of guards) {
      guard.apply();
      const row = ROWS.find(({ route }) => route === guard.route)!;
      let differences = 0;
      for (const cell of cellsOf(row, world).filter((one) => !succeeds(row, one))) {
        differences += (await playHttp(world, row, cell, await row.play(world, cell))).length;
      }
      guard.undo();
      if (differences === 0) survivors.push(guard.name);
    }
    report('guards', survivors, guards.length);
    expect(survivors.length / guards.length).toBeLessThanOrEqual(1 - LEAST);
  });

  test('policies and grants', async () => {
    const mutants = await schemaMutants(world.app.owner);
    expect(mutants.length).toBeGreaterThan(100);
    const survivors: string[] = [];
    for (const mutant of mutants) {
      if (!(await isNoticed(mutant))) survivors.push(mutant.name);
    }
    report('policies and grants', survivors, mutants.length);
    expect(survivors.length / mutants.length).toBeLessThanOrEqual(1 - LEAST);
    expect(await statementNotices()).toBe(false);
    expect(await requestNotices()).toBe(false);
  });
});
