import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type RunningConsole, startConsole } from '../../../operator/console/server';
import { operatorOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';
import { until, whether } from '../../support/until';
import { describeInBrowser, TestBrowser } from './browser';
import { mappingHash, playDay } from './scene';
import { violations } from './violations';

/** `npm run screenshots` has the pictures of docs/ written into this folder. */
const folder = process.env.SCREENSHOTS;

describeInBrowser('the console over a day with hundreds of deliveries', () => {
  const browser = new TestBrowser();
  let standIns: Awaited<ReturnType<typeof startStandIns>>;
  let running: RunningConsole;

  beforeAll(async () => {
    standIns = await startStandIns();
    const operated = standIns.environmentOf('acme-prod');
    await playDay(operated, folder ? 2400 : 600, new Date());
    const environment = { ...operated.environment, name: 'prod' };
    running = await startConsole({ environment, operator: operatorOf(environment), port: 0 });
    await browser.start();
  });
  afterEach(async () => {
    await browser.closePages();
    expect(browser.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.stop();
    await running.close();
    await standIns.close();
  });

  const rows = (page: Page) => page.locator('.deliveries tbody tr');

  test('shows a page of them at a time, and leads to the oldest', async () => {
    const page = await browser.open(running.url);
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(50);
    const first = await rows(page).first().textContent();
    for (let pages = 0; pages < 3; pages += 1) {
      const before = await rows(page).first().textContent();
      await page.getByRole('button', { name: 'Older →' }).click();
      await until('the next page', async () => whether((await rows(page).first().textContent()) !== before));
    }
    expect(await rows(page).count()).toBe(50);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await until('the first page again', async () =>
      whether((await rows(page).first().textContent()) === first),
    );
  });

  test('a row opens by a click, and not while its ID is selected to be copied', async () => {
    const page = await browser.open(running.url);
    const id = rows(page).first().locator('.customer .id');
    const { x, y, width, height } = (await id.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + 1, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width - 1, y + height / 2, { steps: 4 });
    await page.mouse.up();
    expect(await page.evaluate('String(getSelection())')).toMatch(/^\d{4,}/);
    expect(await rows(page).count()).toBe(50);
    await id.click();
    await page.locator('#delivery-title').waitFor();
  });

  // What such an answer reads of the ledger is counted in test/operator/core/many-deliveries.test.ts.
  test.each(['created', 'refused', 'held'])(
    'a filter by %s is one question, for one page',
    async (outcome) => {
      const page = await browser.open(running.url);
      await rows(page).first().waitFor();
      const answer = page.waitForResponse((each) => each.url().includes(`outcome=${outcome}`));
      await page.getByRole('button', { name: new RegExp(`^${outcome}`) }).click();
      const answered = (await (await answer).json()) as unknown[];
      expect(answered.length).toBeLessThanOrEqual(50);
      await until(`rows that are ${outcome}`, async () => {
        const all = await rows(page).locator('.outcome').allTextContents();
        return whether(all.length === answered.length && all.every((text) => text === outcome));
      });
    },
  );

  test('what the filter shows is exported, masked, and times follow the switch', async () => {
    const page = await browser.open(running.url, { timezoneId: 'America/Bogota' });
    await page.getByRole('button', { name: /^needs attention \d/ }).click();
    await page.getByRole('columnheader', { name: 'Received GMT-5' }).waitFor();
    await page.getByLabel('Times').selectOption('utc');
    await page.getByRole('columnheader', { name: 'Received UTC' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const [head, ...lines] = readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(head).toContain('received (UTC),outcome,');
    const outcomes = new Set(lines.map((line) => line.split(',')[1]));
    expect([...outcomes].sort()).toEqual(['held', 'refused', 'retry']);
    expect(lines.join()).not.toContain('@example.com');
    expect(lines.length).toBeGreaterThan(7);
  });

  test('the picture has its numbers in a table', async () => {
    const page = await browser.open(running.url);
    await page.getByText('As a table').click();
    const table = page.getByRole('region', { name: 'Deliveries by hour and outcome' });
    const created = await table
      .getByRole('row')
      .evaluateAll((all) => all.slice(1).map((row) => Number(row.querySelectorAll('td')[0]?.textContent)));
    const picture = await page.getByRole('img', { name: /Deliveries by hour/ }).getAttribute('aria-label');
    expect(picture).toContain(`: ${created.reduce((sum, each) => sum + each, 0)} created, `);
    expect(created.length).toBeGreaterThan(20);
  });

  test('while the server does not answer, it says what to do, and every card stays in its place', async () => {
    const page = await browser.open(running.url);
    const masivo = page.getByRole('region', { name: 'Masivo', exact: true });
    await masivo.getByText('Nothing to do here: deliveries go on when it is back.').waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByText('start the console again and open the address that it prints').first().waitFor();
    const top = async (card: string) => (await page.locator(`.card:has(#${card}-title)`).boundingBox())?.y;
    expect(await top('undecided')).toBe(await top('chart'));
  });

  test.each<[string, { width: number; height: number }, 'light' | 'dark', (page: Page) => Promise<unknown>]>([
    ['list', { width: 1280, height: 860 }, 'light', async () => {}],
    ['list-dark', { width: 1280, height: 860 }, 'dark', async () => {}],
    ['phone', { width: 390, height: 844 }, 'light', async () => {}],
    ['delivery', { width: 1280, height: 900 }, 'light', openRetry],
  ])('looks like docs/console/%s.png', async (name, viewport, colorScheme, prepare) => {
    const page = await browser.open(running.url, { viewport, colorScheme });
    await rows(page).first().waitFor();
    await page.getByText('Loading…').first().waitFor({ state: 'detached' });
    await prepare(page);
    if (folder) mkdirSync(folder, { recursive: true });
    const picture = await page.screenshot(folder ? { path: join(folder, `${name}.png`) } : {});
    expect(
      await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      ),
    ).toBe(0);
    // A page of one colour shrinks to nothing.
    expect(picture.length).toBeGreaterThan(20_000);
    expect(picture.length).toBeLessThan(200_000);
  });

  // After the pictures: it changes the numbers.
  test('what can never succeed is discarded after a question, and needs no attention then', async () => {
    const page = await browser.open(running.url);
    const chip = page.getByRole('button', { name: /^refused/ });
    await chip.locator('.count').waitFor();
    const count = async () => Number((await chip.locator('.count').textContent())?.trim());
    const before = await count();
    await chip.click();
    await rows(page).filter({ hasText: 'The e-mail' }).first().click();
    await page.getByText(`${mappingHash} (mapping.ts at the last attempt)`).waitFor();
    // Nothing is mapped, so there is no table of it.
    await page.getByText('It cannot be mapped').waitFor();
    expect(await page.locator('.sent table').count()).toBe(0);
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByText('kept in its log, so a replay can try it').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(/^Why/).fill('Call 300 123 45 67');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByText('no e-mail and no phone number').waitFor();
    await page.getByLabel(/^Why/).fill('A test order');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByText(/: A test order$/).waitFor();
    expect(await page.getByRole('button', { name: 'Discard…' }).count()).toBe(0);
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await until('one less that needs attention', async () => whether((await count()) === before - 1));
    await rows(page).filter({ hasText: 'discarded' }).first().waitFor();
  });
});

async function openRetry(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^retry/ }).click();
  await page.getByRole('link', { name: /retry/ }).first().click();
  await page.getByRole('heading', { name: 'From the store to Masivo' }).waitFor();
  await page.locator('[data-field="name"]').hover();
}
