import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { makeDataFolder } from '../../support/data-folder.js';

const MAKE = `
  import(${JSON.stringify(new URL('../../support/data-folder.js', import.meta.url).href)})
    .then(({ makeDataFolder }) => makeDataFolder())
    .then((folder) => { console.log(folder); process.kill(process.pid, 'SIGKILL'); });`;

test('The data of a run that was killed are removed by the next one, those of a run that goes on are kept', async () => {
  const mine = await makeDataFolder();
  const { stdout, signal } = spawnSync(process.execPath, ['-e', MAKE], { encoding: 'utf8' });
  expect({ signal, left: existsSync(stdout.trim()) }).toEqual({ signal: 'SIGKILL', left: true });
  const next = await makeDataFolder();
  expect(existsSync(stdout.trim())).toBe(false);
  expect(existsSync(mine)).toBe(true);
  await Promise.all([mine, next].map((folder) => rm(folder, { recursive: true })));
});
