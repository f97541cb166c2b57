/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { SECRET } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Running, startService } from '../support/process.js';

let database: TestDatabase;
let service: Running;
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  service = await startService({
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    AUTH_JWT_SECRET: SECRET,
    WEBHOOK_SECRET_KEY: SECRET,
    DEMO_DATA: 'on',
    DEMO_TOKENS: 'on',
    RATE_LIMIT_USER: '1000000',
    RATE_LIMIT_ANONYMOUS: '1000000',
    RATE_LIMIT_WRITES: '1000000',
  });
  await service.says('is ready at');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  service.kill('SIGTERM');
  await service.exit;
  await database.drop();
});

async function open(page: Page): Promise<void> {
  await page.goto(`${service.url}/`);
  await page.locator('.opblock').first().waitFor();
  await page.locator('#playground').waitFor();
}

/** Executes an operation as it stands there, in the page itself, and returns the status of its answer. */
async function execute(page: Page, index: number): Promise<string> {
  return page.evaluate(async (nth) => {
    const operation = document.querySelectorAll('.opblock')[nth]!;
    const found = async (selector: string): Promise<HTMLElement> => {
      for (let tries = 0; tries < 1_000; tries++) {
        const element = [...operation.querySelectorAll<HTMLElement>(selector)].at(-1);
        if (element !== undefined) return element;
        await new Promise((wake) => setTimeout(wake, 10));
      }
      throw new Error(`${operation.id} has no ${selector}`);
    };
    (await found('.opblock-summary-control')).click();
    // Swagger UI resolves the operation's references first; a click before that is lost.
    await found('.responses-table .response');
    await new Promise((wake) => setTimeout(wake, 200));
    (await found('button.execute')).click();
    const status = (await found('.live-responses-table .response-col_status')).innerText;
    (await found('.opblock-summary-control')).click();
    return `${operation.id.split('-').at(-1)} ${status.trim().split(/\s/)[0]}`;
  }, index);
}

async function executeAll(page: Page): Promise<string[]> {
  const answers: string[] = [];
  const count = await page.locator('.opblock').count();
  for (let index = 0; index < count; index++) answers.push(await execute(page, index));
  return answers;
}

describe('Swagger UI in a browser', () => {
  test('signs in by one click, executes every operation from top to bottom, makes the salon new, and does it again', async () => {
    if (browser === undefined) return;
    const { page } = browser;
    await open(page);
    await page.getByRole('button', { name: "the example's persona" }).click();
    for (let round = 1; round <= 2; round++) {
      const answers = await executeAll(page);
      expect(answers.length).toBeGreaterThan(50);
      expect(answers.filter((answer) => !/ 2\d\d$/.test(answer))).toEqual([]);
      await page.getByRole('button', { name: 'Make the demo salon new', exact: true }).click();
      await page.getByText('The demo salon is new.').waitFor();
    }
  }, 900_000);

  test('signs in as one persona by one click', async () => {
    if (browser === undefined) return;
    const { page } = browser;
    await open(page);
    await page.getByRole('button', { name: 'auditor', exact: true }).click();
    await page.getByText('Signed in as auditor.').waitFor();
    const index = await indexOf(page, 'summarizeServiceLog');
    expect(await execute(page, index)).toBe('summarizeServiceLog 200');
  }, 60_000);

  test('signs out, forgets the token and complains of nothing', async () => {
    if (browser === undefined) return;
    const { page } = browser;
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await open(page);
    for (const name of ["the example's persona", 'nobody', 'auditor', "the example's persona", 'auditor', 'nobody']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.locator(`#playground button[aria-pressed=true]`, { hasText: name }).waitFor();
    }
    await page.getByText('Signed out.').waitFor();
    expect(complaints).toEqual([]);
    const index = await indexOf(page, 'summarizeServiceLog');
    expect(await execute(page, index)).toBe('summarizeServiceLog 401');
  }, 60_000);

  test('shows an operation on a screen or two, and that with the most errors on less than three', async () => {
    if (browser === undefined) return;
    const { page } = browser;
    const screen = 900;
    await page.setViewportSize({ width: 1280, height: screen });
    await open(page);
    const screensOf = async (name: string): Promise<number> => {
      const operation = page.locator('.opblock').nth(await indexOf(page, name));
      await operation.locator('.opblock-summary-control').click();
      await operation.locator('.responses-table .response').first().waitFor();
      await sleep(500);
      return ((await operation.boundingBox())?.height ?? Infinity) / screen;
    };
    for (const name of ['listStylists', 'recordChecks', 'getOverride']) expect(await screensOf(name)).toBeLessThan(2.1);
    expect(await screensOf('approvePromotion')).toBeLessThan(3);
  }, 120_000);

  test('finds operations by the words of their summary', async () => {
    if (browser === undefined) return;
    const { page } = browser;
    await open(page);
    await page.locator('.operation-filter-input').fill('time off');
    await sleep(500);
    const ids = await page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id));
    expect(ids.some((id) => id.endsWith('takeTimeOff'))).toBe(true);
    expect(ids.length).toBeLessThan(15);
  }, 60_000);
});

async function indexOf(page: Page, operation: string): Promise<number> {
  const ids = await page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id));
  return ids.findIndex((id) => id.endsWith(operation));
}
