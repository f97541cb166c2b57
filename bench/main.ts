import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../src/embedded/embedded-postgres.js';
import { type Closure, measureClosure } from './closure.js';
import { canMeasureCpu, type CpuTimes, measureCpu, postmasterOf } from './cpu.js';
import { type Dearest, measureDearest } from './dearest.js';
import { measureInserts } from './inserts.js';
import { measurePure } from './pure.js';
import { measureIdle } from './idle.js';
import { measureMemory } from './memory.js';
import { type Behind, type Distance, measureBehind, measureDistance } from './network.js';
import { measureThroughput } from './rounds.js';
import { printBadDay, printCpu, printTable, ratiosOf, type Results } from './report.js';
import { BOOKINGS } from './seed.js';
import { openSalon } from './servers.js';

/**
 * `npm run bench`: what availability costs, side by side with a bare server, on the embedded PostgreSQL (about ten minutes).
 * `-- --times=10` sets how many times the bookings the second size has (100), `-- --quick` takes fewer and shorter rounds,
 * `-- --only=cpu` measures only the CPU time of a warm day (under two minutes) and writes no results; `--only=closure`
 * measures a closure for everybody alone.
 */
async function main(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const times = Number(args.find((arg) => arg.startsWith('--times='))?.slice('--times='.length) ?? 100);
  const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-bench-'));
  const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'), ['max_wal_size=8GB', 'shared_buffers=1GB']);
  try {
    const measureClosing = (): Promise<Closure> =>
      measureClosure(postgres, canMeasureCpu ? postmasterOf(join(folder, 'postgres')) : null);
    if (args.includes('--only=closure')) return printBadDay({ closure: await measureClosing() });
    console.error(`Seeding ${BOOKINGS} bookings…`);
    const salon = await openSalon(postgres, 'bench', BOOKINGS);
    await postgres.openForService();
    const measureCpuTimes = (): Promise<CpuTimes[]> =>
      canMeasureCpu ? measureCpu(salon, join(folder, 'postgres'), { rounds: 9, answers: 6_000 }) : Promise.resolve([]);
    if (args.includes('--only=cpu')) return printCpu(await measureCpuTimes());
    const measureFar = (): Promise<Distance[]> => measureDistance(salon, isQuick ? 40 : 200);
    const measureLook = (): Promise<Behind> => measureBehind(salon, isQuick ? 100 : 1_000);
    const measureDearestCall = async (): Promise<Dearest | null> =>
      canMeasureCpu ? measureDearest(salon, postmasterOf(join(folder, 'postgres'))) : null;
    if (args.includes('--only=distance')) return printBadDay({ distance: await measureFar() });
    if (args.includes('--only=behind')) return printBadDay({ behind: await measureLook() });
    if (args.includes('--only=dearest')) return printBadDay({ dearest: await measureDearestCall() });
    if (args.includes('--only=memory')) return printBadDay({ memory: measureMemory(40_000) });
    console.error(`Seeding ${BOOKINGS * times} bookings…`);
    const large = await openSalon(postgres, 'bench_large', BOOKINGS * times);
    const rounds = isQuick ? 3 : 7;
    const results: Results = {
      at: new Date().toISOString(),
      machine: {
        cpu: cpus()[0]?.model ?? '',
        cores: cpus().length,
        node: process.version,
        loadBefore: loadavg()[0] ?? 0,
      },
      bookings: { small: BOOKINGS, large: BOOKINGS * times, seededInSeconds: [salon.seeded, large.seeded] },
      throughput: await measureThroughput(salon, { rounds, seconds: isQuick ? 1 : 3 }),
      cpu: await measureCpuTimes(),
      idle: await measureIdle(salon, large, isQuick ? 60 : 300),
      pure: measurePure(),
      insert: await measureInserts(salon.ownerUrl, { rounds, inserts: 400, isDurable: true }),
      insertInMemory: await measureInserts(salon.ownerUrl, { rounds, inserts: 400, isDurable: false }),
      insertLarge: await measureInserts(large.ownerUrl, { rounds, inserts: 400, isDurable: true }),
      memory: measureMemory(200_000),
      distance: await measureFar(),
      behind: await measureLook(),
      dearest: await measureDearestCall(),
      closure: await measureClosing(),
    };
    const report = { ratios: ratiosOf(results), ...results };
    await writeFile(join('bench', 'results.json'), `${JSON.stringify(report, null, 2)}\n`);
    printTable(results);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
