import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';

interface Manifest {
  allowScripts: Record<string, boolean>;
  scarfSettings: { enabled: boolean };
}

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean; dev?: boolean }>;
}

test('Each package with an install script is allowed or denied by name, and the one that reports installs is denied', async () => {
  const { allowScripts, scarfSettings } = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(withScript).toContain('@scarf/scarf');
  expect(withScript.filter((name) => allowScripts[name] === undefined)).toEqual([]);
  expect(allowScripts['@scarf/scarf']).toBe(false);
  expect(scarfSettings.enabled).toBe(false);
});
