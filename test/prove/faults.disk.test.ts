import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { addStylists, authorization, halfDone, load, startVictim, watchLive } from '../proof/faults.js';
import { eventually, type Running } from '../support/process.js';
import { mountSmallDisk, type SmallDisk } from '../proof/small-disk.js';
import type { TestStylist } from '../support/stylists.js';

/** Milliseconds in which everything works again once there is room. */
const HEALED = 5_000;

async function setsADay(service: Running, stylist: TestStylist): Promise<boolean> {
  const response = await fetch(`${service.url}/v1/me/availability/${stylist.day(361)}`, {
    method: 'PUT',
    headers: { ...authorization(stylist.id), 'content-type': 'application/json' },
    body: JSON.stringify({ isClosed: true }),
  });
  return response.status === 200;
}

async function fillAndFree(disk: SmallDisk): Promise<void> {
  const victim = await startVictim(disk.folder);
  try {
    const service = await victim.serve();
    const stylists = await addStylists(victim.owner, 8);
    const idle = stylists.pop()!;
    const over = disk.fill().then(() => sleep(5_000));
    const [weather, live] = await Promise.all([load(service, stylists, over), watchLive(service, over)]);
    await disk.free();
    const since = Date.now();
    await eventually(() => setsADay(service, idle), 'a day that is set');
    const healed = Date.now() - since;
    expect({ wrong: weather.wrong, unanswered: weather.unanswered }).toEqual({ wrong: [], unanswered: 0 });
    expect(weather.unavailable).toBeGreaterThan(0);
    expect(live).toEqual({ asked: expect.any(Number), failed: 0 });
    expect(healed).toBeLessThan(HEALED);
    expect(await halfDone(victim.owner, stylists)).toEqual([]);
    console.info(`disk full: ${weather.done} done, ${weather.unavailable} told to retry, healed after ${healed} ms`);
  } finally {
    await victim.stop();
  }
}

test('When the disk of the database is full, callers get 503, nothing is half done, and it heals once there is room', async () => {
  const disk = await mountSmallDisk();
  if (disk === undefined) {
    console.info('disk full: this account may mount no disk to fill');
    return;
  }
  try {
    await fillAndFree(disk);
  } finally {
    await disk.remove();
  }
}, 120_000);
