import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The output and exit code of the comparison with a changed document. */
async function compare(change: (text: string) => string): Promise<[code: number, output: string]> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-breaking-'));
  const after = join(folder, 'after.json');
  const before = join(ROOT, 'openapi.json');
  await writeFile(after, change(await readFile(before, 'utf8')));
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/breaking.mjs'), before, after]);
    return [0, stderr];
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return [code, stderr];
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('A document that has not changed breaks nobody', async () => {
  expect(await compare((text) => text)).toEqual([0, '']);
});

test.each<[string, (text: string) => string, string]>([
  ['a path that is gone', (text) => text.replaceAll('"/v1/me/time-off"', '"/v1/me/holiday"'), 'time-off is gone'],
  ['a field that is gone', (text) => text.replaceAll('"monthlyUsed"', '"used"'), 'monthlyUsed is gone'],
  [
    'a word that an answer may have now',
    (text) => text.replace('"fully_booked"', '"fully_booked", "full"'),
    'full is a new answer',
  ],
  [
    'another name of an operation',
    (text) => text.replace('"takeTimeOff"', '"requestTimeOff"'),
    'takeTimeOff became requestTimeOff',
  ],
])('The comparison names %s, and fails', async (_what, change, named) => {
  const [code, output] = await compare(change);
  expect(code).toBe(1);
  expect(output).toContain(named);
});

test('A new major version may break', async () => {
  const [code, output] = await compare((text) =>
    text.replace('"version": "1.', '"version": "2.').replaceAll('"monthlyUsed"', '"used"'),
  );
  expect([code, output.includes('monthlyUsed is gone')]).toEqual([0, true]);
});
