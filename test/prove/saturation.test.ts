import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startUnlimited, untilHealed, watchLive } from '../proof/faults.js';
import { flood, type Flooded } from '../proof/flood.js';
import { SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { metric } from '../support/metrics.js';
import { offer } from '../support/offers.js';
import type { Running } from '../support/process.js';
import { addService, addStylist, type TestStylist } from '../support/stylists.js';
import { claims, hs256 } from '../support/token.js';

/** So many times more than the process can serve is sent to it, for so many seconds. */
const TIMES = 4;
const SECONDS = 6;
const STYLISTS = 50;
const TOKEN = hs256(claims(PERSONAS.admin), SECRET);

let database: TestDatabase;
let stylists: TestStylist[];
let search: string;
/** The first day of vacation that the next flood adds. */
let firstDay = 10;
const started: Running[] = [];

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  stylists = await Promise.all(Array.from({ length: STYLISTS }, () => addStylist(database.owner)));
  const serviceId = await addService(database.owner);
  for (const { id } of stylists) await offer(database.owner, id, serviceId);
  const dates = { from: stylists[0]!.day(1), to: stylists[0]!.day(7) };
  search = `/v1/availability/search?${new URLSearchParams({ serviceId, ...dates }).toString()}`;
});

afterAll(async () => {
  for (const service of started) service.kill('SIGKILL');
  await Promise.all(started.map((service) => service.exit));
  await database.drop();
});

async function serve(settings: Record<string, string>): Promise<Running> {
  const service = await startUnlimited(database.url, settings);
  started.push(service);
  return service;
}

/** Sends searches over 50 stylists and a week, and a new day of vacation as each tenth request. */
async function send(service: Running, rate: number | null, seconds: number): Promise<Flooded> {
  const plan = { rate, seconds, read: search, stylists: stylists.map(({ id }) => id), token: TOKEN };
  const flooded = await flood({ ...plan, url: service.url, firstDate: stylists[0]!.day(firstDay) });
  firstDay += 1_000;
  return flooded;
}

/** Overrides that stand and are logged, of those that a flood says it has added; and those that do one without the other. */
async function stored(added: readonly string[]): Promise<{ added: number; halfDone: number }> {
  const { rows } = await database.owner.query<{ added: number; halfDone: number }>(
    `WITH logged AS (SELECT target_id AS id FROM private.service_management_log WHERE action = 'CREATE_OVERRIDE')
     SELECT (SELECT count(*)::int FROM public.schedule_overrides JOIN logged USING (id) WHERE id = ANY ($1::uuid[]))
              AS added,
            (SELECT count(*)::int FROM public.schedule_overrides o
              WHERE o.stylist_user_id = ANY ($2::uuid[]) AND o.id NOT IN (SELECT id FROM logged))
            + (SELECT count(*)::int FROM logged WHERE id NOT IN (SELECT o.id FROM public.schedule_overrides o))
              AS "halfDone"`,
    [added, stylists.map(({ id }) => id)],
  );
  return rows[0]!;
}

test.each([
  ['With load shed', true, { EVENT_LOOP_DELAY_MAX_MS: '1000' }],
  ['Without it', false, { EVENT_LOOP_DELAY_MAX_MS: '600000' }],
])(
  '%s, a process that gets four times what it can serve answers 200 or 503, lives, loses nothing and goes on',
  async (name, sheds, settings) => {
    const service = await serve(settings);
    await send(service, null, 1);
    const calm = await send(service, null, 3);
    expect(Object.keys(calm.outcomes).toSorted()).toEqual(['200', '201']);
    const capacity = calm.done.length / 3;
    const shedBefore = await metric(service.url, 'http_requests_shed_total');
    const flooding = send(service, capacity * TIMES, SECONDS);
    const [flooded, live] = await Promise.all([flooding, watchLive(service, flooding)]);
    expect(Object.keys(flooded.outcomes).filter((one) => !['200', '201', '503'].includes(one))).toEqual([]);
    expect(flooded.outcomes['200']).toBeGreaterThan(0);
    expect(live).toEqual({ asked: expect.any(Number), failed: 0 });
    expect(live.asked).toBeGreaterThan(0);
    const healed = await untilHealed(service);
    for (let n = 0; n < 20; n++) expect((await fetch(service.url + search)).status).toBe(200);
    const added = [...calm.added, ...flooded.added];
    expect(await stored(added)).toEqual({ added: added.length, halfDone: 0 });
    const shed = (await metric(service.url, 'http_requests_shed_total')) - shedBefore;
    expect(shed > 0).toBe(sheds);
    tell(name, { capacity, flooded, calm, shed, healed });
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);
  },
);

function tell(
  name: string,
  figures: { capacity: number; flooded: Flooded; calm: Flooded; shed: number; healed: number },
): void {
  const { capacity, flooded, calm, shed, healed } = figures;
  const { done, refused } = flooded;
  const at = (times: number[], part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0;
  const both = (times: number[]): string => `p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms`;
  const share = Math.round((100 * refused.length) / (done.length + refused.length));
  console.info(
    `${name}: ${Math.round(capacity)} a second when calm (${both(calm.done)}); of ${TIMES} times as many ` +
      `${done.length} done (${both(done)}), ${share} % 503 (${both(refused)}), ${shed} shed; ` +
      `healed after ${healed} ms`,
  );
}
