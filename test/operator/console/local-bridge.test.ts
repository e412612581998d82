import type { Locator, Page } from 'playwright-core';
import { TestBridge } from '../../support/test-bridge';
import { until, whether } from '../../support/until';
import { freshId, shopify, shopifyCustomer, signups } from '../../support/webhooks';
import { describeInBrowser, TestBrowser } from './browser';
import { violations } from './violations';

/** The page over the local bridge, as a newcomer and an operator use it. */
describeInBrowser('the console of the local bridge', () => {
  const browser = new TestBrowser();
  let test_: TestBridge;

  beforeAll(async () => {
    test_ = await TestBridge.start();
    await browser.start();
  });
  afterEach(async () => {
    await browser.closePages();
    expect(browser.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.stop();
    await test_.stop();
  });

  const open = (path = '/', options = {}) => browser.openAt(test_.bridge, path, options);
  const rows = (page: Page) => page.locator('.deliveries tbody tr');
  const rowOf = (page: Page, text: string) => rows(page).filter({ hasText: text });

  test('a newcomer sends a signup, breaks Masivo, sees why it fails, fixes it, replays, and sees the customer', async () => {
    const page = await open();
    await page.getByText('No deliveries yet.').waitFor();
    const tile = (name: string) => page.getByRole('region', { name, exact: true }).textContent();
    expect(await tile('Masivo')).toContain('working');
    expect(await tile('Need a decision')).toContain('none');
    expect(await tile('Oldest waiting')).toContain('On the queue: 0 ready, 0 in progress or delayed.');
    await page.getByRole('button', { name: 'Shopify' }).click();
    await rowOf(page, 'created').waitFor();

    await page.getByRole('button', { name: 'Make it misbehave…' }).click();
    await page.getByRole('switch', { name: 'Fails: answers 503' }).check();
    await page.getByRole('button', { name: 'Misbehave', exact: true }).click();
    await page.getByText('Masivo is set to misbehave').waitFor();
    await page.getByRole('button', { name: 'Stripe' }).click();
    await rowOf(page, 'retry')
      .filter({ hasText: /next try in|due/ })
      .click();

    await page.getByText('Masivo returned an error.').waitFor();
    await page.getByText('no customer').waitFor();
    await page.getByText('POST /customers').first().waitFor();
    expect(await page.getByText('Masivo returned HTTP 503').count()).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'End the misbehaviour' }).click();
    await page.getByText('The Masivo sandbox behaves well.').waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The customer is there').waitFor();
    await page.getByText('Replay 1').waitFor();
    // The try that was due anyway may come first; then the replay finds its work done.
    const outcome = await page.locator('article > header .outcome').textContent();
    expect(['created', 'unchanged']).toContain(outcome);

    expect(await page.getByText('Sample Shopper').count()).toBe(0);
    await page.getByRole('button', { name: 'Reveal' }).click();
    await page.locator('[data-field="name"]').filter({ hasText: 'Sample Shopper' }).waitFor();
    await page.getByRole('button', { name: 'Mask again' }).click();
    await page.getByText('Sample Shopper').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await page.getByText('What operators did').click();
    await page.getByRole('row', { name: /reveal/ }).waitFor();
  });

  test('new deliveries appear by themselves, on top, and are told to those who listen', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    const signup = signups.shopify();
    await test_.accepted(signup);
    await rows(page).first().filter({ hasText: signup.customer }).waitFor();
    await page.getByRole('status').filter({ hasText: '1 new delivery.' }).waitFor();
  });

  test('filters narrow the list, and a reload keeps them', async () => {
    await test_.settled(shopify('{no JSON'));
    const page = await open();
    await page.getByRole('button', { name: /^refused/ }).click();
    await page.getByLabel('Source').selectOption('shopify');
    await page.getByLabel('Store').selectOption('default');
    await page.getByRole('combobox', { name: 'Received' }).selectOption('1h');
    await only(rows(page), 'refused');
    await page.reload();
    await only(rows(page), 'refused');
    expect(await page.getByRole('button', { name: /^refused/ }).getAttribute('aria-pressed')).toBe('true');
    await page.getByLabel('Source').selectOption('stripe');
    await page.getByText('No delivery matches.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).first().click();
    await rowOf(page, 'created').first().waitFor();
  });

  test('one field finds by customer, by e-mail and by delivery; an e-mail never stands in the address', async () => {
    const signup = signups.shopify();
    const { id } = await test_.settled(signup);
    const page = await open();
    const search = async (text: string) => {
      await page.getByRole('searchbox').fill(text);
      await page.getByRole('searchbox').press('Enter');
    };
    await search(signup.customer);
    await only(rows(page), signup.customer);
    expect(page.url()).toContain(signup.customer);
    await search(`Ada.${signup.customer}@example.com`);
    await page.waitForURL((url) => !url.href.includes(signup.customer));
    await only(rows(page), signup.customer);
    await page.reload();
    await only(rows(page), signup.customer);
    expect(page.url()).not.toContain('example.com');
    await search('nobody@example.com');
    await page.getByText('No delivery matches.').waitFor();
    await search(id);
    await page.getByRole('heading', { name: `Customer ${signup.customer}` }).waitFor();
  });

  test('looking at a field marks what it was made of, and the other way round', async () => {
    const { id } = await test_.settled(signups.shopify());
    const page = await open(`/#/deliveries/${id}`);
    await page.locator('[data-field="name"]').focus();
    const marked = () =>
      page
        .locator('.line.marked')
        .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-pointer')));
    expect(await marked()).toEqual(['/first_name', '/last_name']);
    expect(await page.locator('.arrows path.active').count()).toBe(2);
    await page.locator('[data-pointer="/email"]').hover();
    expect(await page.locator('tr.marked').getAttribute('data-field')).toBe('email');
  });

  test('on a phone no name of a field is broken into lines', async () => {
    const { id } = await test_.settled(signups.shopify());
    const page = await open(`/#/deliveries/${id}`, { viewport: { width: 390, height: 844 } });
    await page.locator('[data-field="name"]').waitFor();
    const heights = await page
      .locator('.sent tbody th')
      .evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(3);
    expect(Math.max(...heights)).toBeLessThan(30);
  });

  test('all that a filter shows is replayed, counted and confirmed first', async () => {
    await test_.misbehave({ do: 'status', status: 400, match: { method: 'POST', path: '/customers' } });
    const refused = await Promise.all(
      [signups.shopify(), signups.stripe()].map((signup) => test_.settled(signup)),
    );
    expect(refused.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    await test_.misbehave();
    const page = await open('/#/?outcome=refused');
    await page.getByRole('button', { name: 'Replay all of these…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay 3 deliveries?' });
    await dialog.getByRole('row', { name: 'refused shopify/default 2' }).waitFor();
    await dialog.getByRole('row', { name: 'refused stripe/default 1' }).waitFor();
    await dialog.getByRole('button', { name: 'Replay 3 deliveries' }).click();
    await page.getByRole('status').filter({ hasText: 'Replayed 3 deliveries.' }).waitFor();
    // What was no JSON stays refused; the others are customers now.
    await until('one row to be left', async () => whether((await rows(page).count()) === 1));
    for (const { id } of refused) expect((await test_.delivery(id))?.outcome).toBe('created');
  });

  test('an event is edited and sent again through ingress, as a new one', async () => {
    const signup = signups.stripe();
    const { id } = await test_.settled(signup);
    const page = await open(`/#/deliveries/${id}`);
    await page.getByRole('button', { name: 'Edit and send again…' }).click();
    const body = page.getByLabel('Body');
    const text = await body.inputValue();
    await body.fill(text.replace('Grace Example', 'Grace Changed'));
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.waitForURL((url) => url.hash.startsWith('#/deliveries/') && !url.hash.includes(id));
    await page.locator('article > header .outcome').filter({ hasText: 'updated' }).waitFor();
    expect((await test_.customer(signup.customer))?.customer.name).toBe('Grace Changed');
  });

  test('what turns a text round or is not seen is drawn as its code; a field has it as it is', async () => {
    const first_name = 'Ada\u202etxt.exe\u2066\u200b';
    const { id } = await test_.settled(shopify(shopifyCustomer({ id: freshId(), first_name })));
    const page = await open(`/#/deliveries/${id}`);
    await page.getByRole('button', { name: 'Reveal' }).click();
    await page.getByText('Ada\\u202etxt.exe\\u2066\\u200b').first().waitFor();
    const drawn = (await page.locator('body').textContent()) ?? '';
    expect(drawn).not.toMatch(/[\u200b\u202e\u2066]/);
    await page.getByRole('button', { name: 'Edit and send again…' }).click();
    expect(await page.getByLabel('Body').inputValue()).toContain('Ada\u202etxt.exe');
  });

  test('so is one that is no JSON', async () => {
    const { id } = await test_.settled(shopify('{no JSON'));
    const page = await open(`/#/deliveries/${id}`);
    await page.getByRole('button', { name: 'Edit and send again…' }).click();
    await page.getByText('This is no JSON.').waitFor();
    expect(await page.getByLabel('Body').inputValue()).toBe('{no JSON');
  });

  test('the DLQ is redriven, with its count', async () => {
    await test_.deadLetters();
    const { id } = await test_.settled(shopify(shopifyCustomer({ id: freshId(), email: 'no address' })));
    const page = await open();
    await page.getByRole('button', { name: 'Redrive…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive 1 message' }).click();
    await page.getByRole('status').filter({ hasText: 'The redrive has begun.' }).waitFor();
    await until('another attempt', async () => whether(((await test_.delivery(id))?.attemptCount ?? 0) > 1));
  });

  test('a store is paused and resumed; what came meanwhile waits', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Pause…' }).click();
    const pause = async (name: string) => {
      await page.getByRole('checkbox', { name }).check();
      await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
    };
    await pause('stripe/default');
    await page.getByText('Paused: stripe/default').first().waitFor();
    await page.getByRole('button', { name: 'Change…' }).click();
    expect(await page.getByRole('checkbox', { name: 'stripe/default' }).isChecked()).toBe(true);
    await pause('shopify/default');
    await page.getByText('Paused: stripe/default, shopify/default').first().waitFor();
    const signup = signups.shopify();
    const id = await test_.accepted(signup);
    await test_.delayed();
    expect(await test_.delivery(id)).toBeUndefined();
    await page.getByRole('button', { name: 'Resume' }).click();
    await rowOf(page, signup.customer).waitFor();
  });

  test('a failed request says what to do, and the page goes on by itself', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    await page.route('**/api/deliveries?*', (route) => route.abort());
    await page.getByRole('alert').filter({ hasText: 'Look at the terminal' }).waitFor();
    // What may no longer be so is not green.
    await page.locator('.list.outdated').getByText('it may have changed since').waitFor();
    await page.unroute('**/api/deliveries?*');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.locator('.outdated').waitFor({ state: 'detached' });
  });

  test('a delivery that nobody knows is not the end', async () => {
    const page = await open(`/#/deliveries/${'0'.repeat(32)}`);
    await page.getByRole('heading', { name: 'Accepted and not tried yet, or unknown.' }).waitFor();
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await rows(page).first().waitFor();
  });

  test.each<[string, (page: Page) => Promise<unknown>]>([
    ['the list', (page) => rows(page).first().waitFor()],
    [
      'a delivery',
      async (page) => {
        await rowOf(page, 'created').first().click();
        await page.getByRole('heading', { name: 'From the store to Masivo' }).waitFor();
      },
    ],
    ['a dialog', (page) => page.getByRole('button', { name: 'Make it misbehave…' }).click()],
  ])('%s is accessible in light and dark, and fits on a phone', async (_, prepare) => {
    const page = await open('/', { colorScheme: 'light' });
    await prepare(page);
    const inBothSchemes = async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await violations(page)).toEqual([]);
      // Nothing else depends on the scheme.
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, ['color-contrast'])).toEqual([]);
    };
    await inBothSchemes();
    await page.setViewportSize({ width: 360, height: 740 });
    const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
    await until('the page to fit', async () => whether((await width()) <= 360));
    await inBothSchemes();
  });

  test('everything is reached by the keyboard', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    const focused = () => page.evaluate<string | null>("document.activeElement.getAttribute('data-row')");
    await page.keyboard.press('j');
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    const second = await focused();
    expect(new Set([first, second, null]).size).toBe(3);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'From the store to Masivo' }).waitFor();
    await page.keyboard.press('Escape');
    await until('the row that was open', async () => whether((await focused()) === second));
    await page.keyboard.press('k');
    expect(await focused()).toBe(first);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('to the search').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    expect(await page.evaluate<string>('document.activeElement.type')).toBe('search');
    await page.keyboard.type('j');
    expect(await page.getByRole('searchbox').inputValue()).toBe('j');
    await rowOf(page, 'created')
      .getByRole('link', { name: /Delivery received/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Edit and send again…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Edit and send again…');
  });
});

async function only(rows: Locator, text: string): Promise<void> {
  await until(`only rows with ${text}`, async () => {
    const all = await rows.allTextContents();
    return whether(all.length > 0 && all.every((row) => row.includes(text)));
  });
}
