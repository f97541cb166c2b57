import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Asker, median } from './asker.js';
import { ask } from './load.js';
import { hotDays, keepForBare, type Salon, startBare, startBuilt, stopAll } from './servers.js';

const CONNECTIONS = [16, 64] as const;

/** Answers before the rounds: V8 still compiles after the first 20,000, for longer on a busy machine. */
const WARM_UP = 30_000;

/** Microseconds of CPU time that one answer costs. */
interface Cost {
  node: number;
  postgres: number;
}

/** The cost of a warm day, of nothing and of the bare lookup at a number of connections; medians of the rounds. */
export interface CpuTimes {
  connections: number;
  warm: Cost;
  /** `GET /health/live` of the same service, which reads, counts and validates nothing. */
  nothing: Cost;
  bare: Cost;
  /** Of Node and PostgreSQL together: the warm day's cost in units of the bare one's. */
  ratio: number;
}

/** Whether this system tells the CPU time of processes (Linux). */
export const canMeasureCpu = existsSync('/proc/self/stat');

/**
 * Measures the CPU time of a warm day beside the bare lookup. CPU time depends much less on what else the machine does
 * than requests a second do, so short rounds in turns suffice. A round is a number of answers, not of seconds, which would
 * be over too soon on a busy machine.
 *
 * @param dataDir the folder of the PostgreSQL server, whose `postmaster.pid` names its process.
 */
export async function measureCpu(
  salon: Salon,
  dataDir: string,
  { rounds, answers }: { rounds: number; answers: number },
): Promise<CpuTimes[]> {
  const postmaster = postmasterOf(dataDir);
  const service = await startBuilt(salon);
  const asker = new Asker(service.url);
  await asker.timeAll(hotDays(false));
  asker.close();
  await keepForBare(salon);
  const bare = await startBare(salon);
  try {
    const targets = [
      { server: service, paths: hotDays(false) },
      { server: service, paths: ['/health/live'] },
      { server: bare, paths: hotDays(true) },
    ];
    const results: CpuTimes[] = [];
    for (const connections of CONNECTIONS) {
      const costs: [Cost[], Cost[], Cost[]] = [[], [], []];
      for (const { server, paths } of targets) await ask(server.url, paths, connections, WARM_UP);
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, { server, paths }] of targets.entries()) {
          const before = [cpuOf(server.pid), cpuOfServer(postmaster)] as const;
          await ask(server.url, paths, connections, answers);
          const node = (cpuOf(server.pid) - before[0]) / answers;
          const postgres = (cpuOfServer(postmaster) - before[1]) / answers;
          costs[index]?.push({ node, postgres });
        }
      }
      const [ofWarm, ofNothing, ofBare] = costs;
      const plain = medianOf(ofBare);
      const ratios = ofWarm.map((cost, round) => total(cost) / total(ofBare[round] ?? plain));
      const [warm, nothing] = [medianOf(ofWarm), medianOf(ofNothing)];
      results.push({ connections, warm, nothing, bare: plain, ratio: median(ratios) });
    }
    return results;
  } finally {
    await stopAll([service, bare]);
  }
}

/** The first process of a PostgreSQL server. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
}

function medianOf(costs: readonly Cost[]): Cost {
  return { node: median(costs.map(({ node }) => node)), postgres: median(costs.map(({ postgres }) => postgres)) };
}

function total({ node, postgres }: Cost): number {
  return node + postgres;
}

const MICROSECONDS_PER_TICK = canMeasureCpu ? 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'])) : 0;

/** Microseconds of CPU time of a process so far, its threads included; 0 once it has ended. */
export function cpuOf(pid: number, fields: 'own' | 'ended children' = 'own'): number {
  const stat = statOf(pid);
  const [user, system] = fields === 'own' ? [stat[11], stat[12]] : [stat[13], stat[14]];
  return (Number(user ?? 0) + Number(system ?? 0)) * MICROSECONDS_PER_TICK;
}

/** Of a PostgreSQL server: its first process, the ones that it started, and those of them that have ended. */
export function cpuOfServer(postmaster: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(statOf(Number(name))[1]) === postmaster)
    .map(Number);
  const running = [postmaster, ...children].map((pid) => cpuOf(pid));
  return running.reduce((sum, one) => sum + one, cpuOf(postmaster, 'ended children'));
}

/** The fields of `/proc/<pid>/stat` that follow the name, which may hold spaces: state, parent, … */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
