import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type RunningConsole, startConsole } from '../../console/server';
import { operatorOf } from '../../operator/operator-of';
import { startStandIns } from '../operator/support';
import { describeInBrowser, TestBrowser } from './browser';
import { playDay } from './scene';

/** `npm run screenshots` writes the pictures of docs/. Without SCREENSHOTS, the scene is looked at and nothing kept. */
const folder = process.env.SCREENSHOTS;

describeInBrowser('the console over an ordinary day', () => {
  jest.setTimeout(120_000);
  const browser = new TestBrowser();
  let standIns: Awaited<ReturnType<typeof startStandIns>>;
  let running: RunningConsole;

  beforeAll(async () => {
    standIns = await startStandIns();
    const operated = standIns.environmentOf('acme-prod');
    await playDay(operated, 1200, new Date());
    const environment = { ...operated.environment, name: 'prod' };
    running = await startConsole({ environment, operator: operatorOf(environment), port: 0 });
    await browser.start();
  });
  afterAll(async () => {
    await browser.stop();
    await running.close();
    await standIns.close();
  });

  const shots: readonly [
    string,
    { width: number; height: number },
    'light' | 'dark',
    (page: Page) => Promise<unknown>,
  ][] = [
    ['list', { width: 1280, height: 860 }, 'light', (page) => page.getByRole('table').first().waitFor()],
    ['list-dark', { width: 1280, height: 860 }, 'dark', (page) => page.getByRole('table').first().waitFor()],
    ['phone', { width: 390, height: 844 }, 'light', (page) => page.getByRole('table').first().waitFor()],
    ['delivery', { width: 1280, height: 980 }, 'light', openRetry],
    ['delivery-dark', { width: 1280, height: 980 }, 'dark', openRetry],
    ['delivery-phone', { width: 390, height: 844 }, 'light', openRetry],
  ];

  test.each(shots)('%s', async (name, viewport, colorScheme, prepare) => {
    const page = await browser.open(running.url, { viewport, colorScheme });
    await prepare(page);
    await page.getByText('Loading…').first().waitFor({ state: 'detached' });
    await page.waitForTimeout(300);
    if (folder) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    }
    await browser.closePages();
  });
});

async function openRetry(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'retry', exact: true }).click();
  await page.getByRole('link', { name: /retry/ }).first().click();
  await page.getByRole('heading', { name: 'From the store to Masivo' }).waitFor();
  await page.locator('[data-field="name"]').hover();
}
