import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';

/** Of each feature one file that writes, and the slots; `npm run test:host` runs all of it. */
const FILES = [
  'test/promotions/revoke',
  'test/overrides/create',
  'test/my-schedule/(day|cancel)',
  'test/weeks/',
  'test/budgets/month',
  'test/availability/slots',
];

test('The HTTP suite passes on a marketplace that the service has moved into', async () => {
  const suite = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--config', 'jest.host.config.js', '--silent', ...FILES],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  suite.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((done) => suite.once('close', done));
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
  expect(Number(/^Tests: +(\d+) passed/m.exec(said)?.[1])).toBeGreaterThan(50);
});
