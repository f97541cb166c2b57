import { spawnSync } from 'node:child_process';
import { poolerVersion } from './pooler.js';

/** What is about the server's own connections, which a pooler keeps to itself, or about what one process remembers. */
const LEFT_OUT = [
  'terminated while idle are replaced',
  'On a server that only reads',
  'which operators hear of',
  'by whoever has seen',
  'by-passes the process, not the database',
];

/** `npm run test:pooler`: the HTTP suite against two processes behind PgBouncer, where that is installed. */
if (poolerVersion() === undefined) {
  console.log('PgBouncer is not installed here: the HTTP suite behind a transaction pooler was left out.');
} else {
  const names = ['--testNamePattern', `^(?!.*(${LEFT_OUT.join('|')}))`];
  const args = ['--config', 'jest.pooler.config.js', ...names, ...process.argv.slice(2)];
  process.exitCode = spawnSync('jest', args, { stdio: 'inherit' }).status ?? 1;
}
