import { setTimeout as sleep } from 'node:timers/promises';
import type { Difference } from './play.js';
import type { Probe } from './probes.js';

/** A guard, policy or grant that can be taken away and put back. */
export interface Mutant {
  name: string;
  apply(): unknown;
  undo(): unknown;
}

/** Which probe noticed a mutant, and how. */
export interface Notice {
  probe: Probe;
  difference: Difference;
}

/** How often a probe is asked until its difference counts as lasting. */
const PATIENCE = 5;
const PAUSE_MS = 500;

/**
 * The first difference that a mutant makes, if it makes one: there with it, gone without it, and there with it again.
 * So a difference that a busy machine makes does not count.
 *
 * @throws when a difference stays although the mutant is undone.
 */
export async function noticeOf(mutant: Mutant, probes: readonly Probe[]): Promise<Notice | undefined> {
  for (const left = [...probes]; ;) {
    const probe = await under(mutant, () => firstThatDiffers(left));
    if (probe === undefined) return undefined;
    const staying = await settle(probe);
    if (staying !== undefined) throw new Error(`${mutant.name}: undone, and still ${staying}`);
    const difference = await under(mutant, () => probe.ask());
    if (difference !== undefined) return { probe, difference };
  }
}

async function under<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
  await mutant.apply();
  try {
    return await work();
  } finally {
    await mutant.undo();
  }
}

/** Takes off the list what does not differ, and the one that does. */
async function firstThatDiffers(probes: Probe[]): Promise<Probe | undefined> {
  for (let probe = probes.shift(); probe !== undefined; probe = probes.shift()) {
    if ((await probe.ask()) !== undefined) return probe;
  }
  return undefined;
}

/** The differences that stay although nothing was taken away. */
export async function differences(probes: readonly Probe[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const probe of probes) found.push(...[await settle(probe)].filter((one) => one !== undefined));
  return found;
}

async function settle(probe: Probe): Promise<Difference | undefined> {
  for (let time = 1; ; time++) {
    const difference = await probe.ask();
    if (difference === undefined || time === PATIENCE) return difference;
    await sleep(PAUSE_MS * time);
  }
}
