import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownRoutes } from '../../src/http/routes.js';
import { connectAs, fingerprint, nameOf, playHttp, playSql, type Difference } from '../proof/parity/play.js';
import { cellsOf, succeeds, type Cell, type Play, type Row } from '../proof/parity/row.js';
import { MARKETPLACE_ROWS } from '../proof/parity/rows.marketplace.js';
import { ROWS } from '../proof/parity/rows.js';
import { createWorld, type World } from '../proof/parity/world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world.close());

test('Every route has a row in the table of rights, and every row has a route', () => {
  const routes = knownRoutes(world.app.app.getHttpAdapter().getInstance());
  expect(ROWS.map(({ route }) => route).sort()).toEqual([...new Set(routes)].sort());
});

describe('Rights of routes', () => {
  test.each(ROWS)('Guard and row level security decide alike, and a refusal changes nothing: $route', async (row) => {
    const cells = [];
    for (const cell of cellsOf(row, world)) cells.push({ cell, play: await row.play(world, cell) });
    const differences = await differencesUnderRls(row, cells);
    const denied = cells.filter(({ cell }) => !succeeds(row, cell));
    const before = await fingerprint(world.app.owner);
    for (const { cell, play } of denied) differences.push(...(await playHttp(world, row, cell, play)));
    expect(await fingerprint(world.app.owner)).toEqual(before);
    for (const { cell, play } of cells.filter((one) => !denied.includes(one))) {
      differences.push(...(await playHttp(world, row, cell, play)));
    }
    expect(differences).toEqual([]);
    expect(new Set(cells.map(({ cell }) => nameOf(row, cell))).size).toBe(cells.length);
  });
});

describe('Rights without a route', () => {
  test.each(MARKETPLACE_ROWS)('Row level security alone decides: $route', async (row) => {
    const cells = [];
    for (const cell of cellsOf(row, world)) cells.push({ cell, play: await row.play(world, cell) });
    expect(await differencesUnderRls(row, cells)).toEqual([]);
  });
});

/** What the cells' statements come to as their callers. */
async function differencesUnderRls(row: Row, cells: { cell: Cell; play: Play }[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  const client = await connectAs(world.app.database.url);
  for (const { cell, play } of cells) differences.push(...(await playSql(client, row, cell, play)));
  await client.end();
  return differences;
}
