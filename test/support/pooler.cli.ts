import { spawnSync } from 'node:child_process';
import { LEFT_OUT, poolerVersion } from './pooler.js';

/** `npm run test:pooler`: the HTTP suite against two processes behind PgBouncer, where that is installed. */
if (poolerVersion() === undefined) {
  console.log('PgBouncer is not installed here: the HTTP suite behind a transaction pooler was left out.');
} else {
  const names = ['--testNamePattern', `^(?!.*(${LEFT_OUT.join('|')}))`];
  const args = ['--config', 'jest.pooler.config.js', ...names, ...process.argv.slice(2)];
  process.exitCode = spawnSync('jest', args, { stdio: 'inherit' }).status ?? 1;
}
