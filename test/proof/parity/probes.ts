import type { Client } from 'pg';
import { Problem } from '../../../src/http/problem.js';
import { COURSES } from './courses.js';
import { JOBS } from './jobs.js';
import { nameOf, playHttp, playSql, type Difference } from './play.js';
import { cellsOf, succeeds, type Cell, type Row } from './row.js';
import type { World } from './world.js';

/** A request, statement or course with a known outcome. */
export interface Probe {
  name: string;
  /** Its SQL if it is a statement, else empty. */
  sql: string;
  /** The first outcome that is not as expected. */
  ask(): Promise<Difference | undefined>;
}

/** The statements of all cells, made once: each is rolled back, so it can be sent again. */
export async function statementProbes(world: World, client: Client, rows: readonly Row[]): Promise<Probe[]> {
  const probes: Probe[] = [];
  for (const row of rows) {
    for (const cell of cellsOf(row, world)) {
      const play = await row.play(world, cell);
      const statements = play.statements ?? [];
      if (statements.length === 0) continue;
      probes.push({
        name: nameOf(row, cell),
        sql: statements.map(([sql]) => sql).join(';'),
        ask: async () => (await playSql(client, row, cell, play))[0],
      });
    }
  }
  return probes;
}

/** The cells of a row over HTTP: those that succeed, or those that are refused. */
export function requestProbes(world: World, row: Row, kind: 'done' | 'refused'): Probe[] {
  return cellsOf(row, world)
    .filter((cell) => succeeds(row, cell) === (kind === 'done'))
    .map((cell) => ({ name: nameOf(row, cell), sql: '', ask: () => request(world, row, cell) }));
}

async function request(world: World, row: Row, cell: Cell): Promise<Difference | undefined> {
  // What is computed has to be computed each time.
  await world.app.owner.query('TRUNCATE private.availability_cache');
  return (await playHttp(world, row, cell, await row.play(world, cell)))[0];
}

/** What no single request shows. */
export function outcomeProbes(world: World): Probe[] {
  return Object.entries({ ...JOBS, ...COURSES }).map(([name, job]) => ({
    name,
    sql: '',
    ask: async () => {
      const outcome = await job(world).catch((error: unknown) => error);
      if (outcome === true) return undefined;
      if (outcome instanceof Problem || outcome === false) return `${name}: ${outcome ? outcome.message : 'not done'}`;
      throw outcome;
    },
  }));
}
