import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  OVERRIDE_TYPE_NAMES,
  OVERRIDE_TYPES,
  type OverrideType,
  type Scope,
  type Shape,
  SCOPES,
} from '../../src/schedules/overrides/override-types.js';
import { startApp, type TestApp } from '../support/app.js';
import { addBranch, addOverride, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

const HOURS: [string, string] = ['10:00', '12:00'];

it('The database accepts exactly the override types, scopes and shapes of the table', async () => {
  const stylist = await addStylist(app.owner);
  const branch = await addBranch(app.owner, 'Patan');
  const reaches = { all: {}, branch: { branch }, stylist: { stylist } };
  const accepts = async (type: OverrideType, scope: Scope, closed: boolean, hours?: [string, string]) => {
    const range: [string, string] = [stylist.day(1), stylist.day(1)];
    const adding = addOverride(app.owner, {
      type,
      ...reaches[scope],
      range,
      closed,
      ...(hours === undefined ? {} : { hours }),
    });
    return adding.then(
      () => true,
      () => false,
    );
  };
  for (const type of OVERRIDE_TYPE_NAMES) {
    for (const scope of SCOPES) {
      const scopes: readonly Scope[] = OVERRIDE_TYPES[type].scopes;
      const answers = {
        closure: await accepts(type, scope, true),
        block: await accepts(type, scope, true, HOURS),
        hours: await accepts(type, scope, false, HOURS),
      };
      const shapes: readonly Shape[] = scopes.includes(scope) ? OVERRIDE_TYPES[type].shapes : [];
      const expected = {
        closure: shapes.includes('closure'),
        block: shapes.includes('block'),
        hours: shapes.includes('hours'),
      };
      expect({ type, scope, ...answers }).toEqual({ type, scope, ...expected });
    }
  }
  const { rows } = await app.owner.query<{ type: string }>(
    `SELECT match[1] AS type
       FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS match
      WHERE conname = 'schedule_overrides_type'`,
  );
  expect(rows.map(({ type }) => type).sort()).toEqual([...OVERRIDE_TYPE_NAMES].sort());
});
