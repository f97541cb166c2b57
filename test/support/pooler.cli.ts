import { spawnSync } from 'node:child_process';
import { poolerVersion } from './pooler.js';

/** What is about the server's own connections, which a pooler keeps to itself. */
const OF_THE_SERVER = 'terminated while idle are replaced|On a server that only reads';

/** `npm run test:pooler`: the HTTP suite against two processes behind PgBouncer, where that is installed. */
if (poolerVersion() === undefined) {
  console.log('PgBouncer is not installed here: the HTTP suite behind a transaction pooler was left out.');
} else {
  const names = ['--testNamePattern', `^(?!.*(${OF_THE_SERVER}))`];
  const args = ['--config', 'jest.pooler.config.js', ...names, ...process.argv.slice(2)];
  process.exitCode = spawnSync('jest', args, { stdio: 'inherit' }).status ?? 1;
}
