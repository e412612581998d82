import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Entry } from '../../../local/masivo/model';
import { TestBridge } from '../../support/test-bridge';
import { freshId, shopify, shopifyCustomer } from '../../support/webhooks';
import { describeInBrowser, TestBrowser } from './browser';
import { violations } from './violations';

/** `npm run screenshots` has the pictures of docs/ written into this folder. */
const folder = process.env.SCREENSHOTS;

const person = /Ada|Adele|private|Eve|Elsewhere|15550100/;

/** A customer's page over the local bridge, whose Masivo is asked as a deployed one's is. */
describeInBrowser('the page of a customer', () => {
  const browser = new TestBrowser();
  let test_: TestBridge;
  let first: string;
  let second: string;
  const id = freshId();

  const signup = (changes: Record<string, unknown>) =>
    shopifyCustomer({ id, email: 'ada.private@example.com', phone: '+15550100', ...changes });
  const stating = (state: string, at: string) => ({
    email_marketing_consent: { state, opt_in_level: 'single_opt_in', consent_updated_at: at },
  });

  beforeAll(async () => {
    test_ = await TestBridge.start();
    await test_.misbehave({ do: 'close-before', match: { method: 'POST', path: '/customers' }, times: 1 });
    const created = shopify(signup(stating('subscribed', '2026-11-20T08:00:00Z')));
    first = (await test_.settled(created)).id;
    await test_.misbehave();
    const changes = { first_name: 'Adele', updated_at: '2027-01-01T00:00:00Z' };
    const changed = signup({ ...changes, ...stating('unsubscribed', '2026-11-25T08:00:00Z') });
    second = (await test_.settled(shopify(changed, { topic: 'customers/update' }))).id;
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

  const hash = `/#/customers/shopify/default/${id}`;
  const open = (path = hash, options = {}) => browser.openAt(test_.bridge, path, options);
  const masivo = (page: Page) => page.getByRole('region', { name: 'In Masivo now' });
  const story = (page: Page) => page.getByRole('region', { name: 'What happened, newest first' });

  test('leads from a delivery to everything about its customer, and back to a delivery', async () => {
    const page = await open(`/#/deliveries/${first}`);
    await page.getByText('not_found: no customer has the id •••').waitFor();
    await page.getByRole('link', { name: `shopify/default/${id}` }).click();
    await page.getByRole('heading', { name: `Customer ${id}` }).waitFor();
    expect(page.url()).toContain(hash);
    await story(page).getByText('changed name').waitFor();
    const told = await story(page).getByRole('listitem').allTextContents();
    expect(told.map((text) => text.replace(/^\d\d:\d\d:\d\d/, ''))).toEqual([
      `updateddelivery ${second.slice(0, 8)}…changed name`,
      expect.stringContaining('Since then: Masivo has this customer.'),
      `createddelivery ${first.slice(0, 8)}…the first snapshot that is kept`,
      expect.stringContaining('E-mail: not allowed since 25 Nov 2026'),
      expect.stringContaining('E-mail: allowed since 20 Nov 2026'),
    ]);
    expect(await page.locator('main').textContent()).not.toMatch(person);
    await story(page)
      .getByRole('link', { name: `delivery ${first.slice(0, 8)}` })
      .first()
      .click();
    await page.getByRole('heading', { name: 'From the store to Masivo' }).waitFor();
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await page.locator('.deliveries tbody tr').first().waitFor();
    await page.goBack();
    await page.goBack();
    await story(page).waitFor();
  });

  test('shows what Masivo shows, asks again on request only, and tells the difference', async () => {
    const page = await open();
    await masivo(page).getByText('100 Points').waitFor();
    await masivo(page).getByText('Bronze').waitFor();
    await masivo(page).getByText('It is as the bridge knows it.').waitFor();
    const asked = await test_.requests('GET /customers/{id}', 200);
    const entry = await test_.control<Entry>('DELETE', `/customers/${id}`);
    const customer = { ...entry.customer, name: 'Eve Elsewhere', metadata: { store: 'moved' } };
    await test_.control('PUT', `/customers/${id}`, { ...entry, customer });
    await page.waitForTimeout(4000);
    expect(await test_.requests('GET /customers/{id}', 200)).toBe(asked);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await masivo(page).getByRole('row', { name: 'metadata.store default moved' }).waitFor();
    await masivo(page).getByRole('row', { name: 'name ••• •••' }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(person);
    await test_.control('DELETE', `/customers/${id}`);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await masivo(page).getByText('no customer').waitFor();
    await masivo(page).getByRole('row', { name: 'customer is there is not there' }).waitFor();
    await test_.control('PUT', `/customers/${id}`, { ...entry, customer });
  });

  test('of one whom the ledger does not know it says so, and what Masivo has', async () => {
    const page = await open('/#/customers/shopify/default/nobody');
    await page.getByText('The ledger knows no such customer.').waitFor();
    await masivo(page).getByText('no customer').waitFor();
  });

  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['phone', { viewport: { width: 390, height: 844 } }],
  ])('it can be read by everybody: %s', async (name, options) => {
    const page = await open(hash, options);
    await masivo(page).getByText('Bronze').waitFor();
    await story(page).getByText('changed name').waitFor();
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    if (folder && name === 'light') await page.screenshot({ path: join(folder, 'customer.png') });
  });
});
