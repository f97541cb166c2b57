import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Opens a page of Debian's Chromium, with a profile of its own.
 *
 * @returns undefined where it is not installed and this account cannot install it; then it says so.
 * @throws {Error} where root could have installed it.
 */
export async function openBrowser(): Promise<{ page: Page; close: () => Promise<void> } | undefined> {
  if (!existsSync(CHROMIUM)) {
    const message = `${CHROMIUM} is missing, so nothing of Swagger UI was tested: apt-get install chromium`;
    if (process.getuid?.() === 0) throw new Error(message);
    console.error(message);
    return undefined;
  }
  const profile = await mkdtemp(join(tmpdir(), 'kb-stylish-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: QUIET });
  return {
    page: await context.newPage(),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
