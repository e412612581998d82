import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { consoleLink } from '../../../infra/alarms/console-view';
import { parseSettings, type Settings } from '../../../lambda/settings';
import { localSettings } from '../../../local/local-settings';
import { secretIds } from '../../../local/stand-ins';
import { type RunningConsole, startConsole } from '../../../operator/console/server';
import { operatorOf, type TestEnvironment } from '../../support/operator';
import { TestBridge } from '../../support/test-bridge';
import { until, whether } from '../../support/until';
import { shopify, signups } from '../../support/webhooks';
import { describeInBrowser, TestBrowser } from './browser';

/**
 * The page over an environment that is reached through AWS's endpoints and nothing else, as a deployed one is:
 * no hand into the process that runs it, and a token.
 */
describeInBrowser('the console of a deployed environment', () => {
  const browser = new TestBrowser();
  let test_: TestBridge;
  let aws: ReturnType<typeof clientsFor>;
  let running: RunningConsole;
  let origin: string;

  beforeAll(async () => {
    test_ = await TestBridge.start({ adjustSettings: holdingStripe });
    aws = clientsFor(test_.bridge.environment);
    const environment = deployed(test_, aws);
    running = await startConsole({ environment, operator: operatorOf(environment), port: 0 });
    origin = new URL(running.url).origin;
    await browser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser.stop();
    await running.close();
    for (const client of Object.values(aws)) client.destroy();
    await test_.stop();
  });

  test('without the token nothing is shown; with it, the address is clean, and no cookie goes to other ports', async () => {
    const stranger = await browser.open(origin);
    await stranger.getByText('Open the whole link that the terminal printed.').waitFor();
    const page = await browser.open(running.url);
    await page.getByText('staging').waitFor();
    expect(page.url()).toBe(`${origin}/#/`);
    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    await page.getByText('staging').waitFor();
    // As a bookmark in another browser would be: no tab there has the token.
    const other = await browser.open(`${origin}/#/waiting`);
    await other.getByText('Open the whole link that the terminal printed.').waitFor();
    // The link of a console that was started anew, opened in the same tab: nothing is loaded by that alone.
    await other.goto(running.url);
    await other.getByText('staging').waitFor();
  });

  test("an alarm's link opens in another tab while the console is open, and says where it is of another environment", async () => {
    const console = await browser.open(running.url);
    await console.getByText('staging').waitFor();
    const link = (label: string) => `${origin}/${new URL(consoleLink(label, 'outcome=refused')).hash}`;
    const linked = await console.context().newPage();
    await linked.goto(link('local'));
    const chip = linked.getByRole('button', { name: /^refused/ });
    await chip.waitFor();
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    expect(linked.url()).toBe(`${origin}/#/?outcome=refused`);
    // As a click in the tab that is open: what is loaded already.
    await linked.goto(link('acme-prod'));
    await linked.getByText('This link is of acme-prod, and the console on this port is of local.').waitFor();
    expect(await linked.getByRole('button', { name: /^refused/ }).count()).toBe(0);
    // A tab of a console that was stopped has a token, too.
    await console.evaluate("sessionStorage.setItem('token', 'of-an-earlier-run')");
    const stale = await console.context().newPage();
    await linked.close();
    await stale.goto(link('local'));
    await stale.getByText('Open the whole link that the terminal printed.').waitFor();
  });

  test('an operator finds a failed signup, reads why, and replays it once Masivo is well', async () => {
    await test_.misbehave({ do: 'status', status: 400, match: { method: 'POST', path: '/customers' } });
    const signup = signups.shopify();
    const { id } = await test_.settled(signup);
    await test_.misbehave();
    const page = await browser.open(running.url);
    await page.getByRole('searchbox').fill(signup.customer);
    await page.getByRole('searchbox').press('Enter');
    await page.locator('.deliveries tbody tr').filter({ hasText: signup.customer }).click();
    await page.getByText('Masivo rejected the customer (HTTP 400)').first().waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.locator('article > header .outcome').filter({ hasText: 'created' }).waitFor();
    expect((await test_.delivery(id))?.outcome).toBe('created');
    expect(await test_.customer(signup.customer)).toMatchObject({ registrations: 1 });
  });

  test('a creation that the flood guard holds waits for a word, and gets it', async () => {
    await test_.settled(signups.stripe());
    const signup = signups.stripe();
    const { id, outcome } = await test_.settled(signup);
    expect(outcome).toBe('held');
    const page = await browser.open(running.url);
    await page.locator('.deliveries tbody tr').filter({ hasText: 'held' }).click();
    await page.getByRole('button', { name: `Create with rewards: customer ${signup.customer}` }).click();
    await page.getByText('They cannot be taken back.').waitFor();
    await page.getByRole('button', { name: 'Create with rewards', exact: true }).click();
    await page.locator('article > header .outcome').filter({ hasText: 'created' }).waitFor();
    expect((await test_.delivery(id))?.outcome).toBe('created');
    expect(await test_.customer(signup.customer)).toMatchObject({ registrations: 1 });
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await page.getByText('What operators did').click();
    await page.getByRole('row', { name: `release: create stripe/default/${signup.customer}` }).waitFor();
  });

  test('customers that wait are listed, and dropped after a question', async () => {
    const signup = signups.stripe();
    await test_.settled(signup);
    const page = await browser.open(running.url);
    await page.getByTitle('Show customers that wait for a decision').click();
    const row = page.locator('.customers tbody tr').filter({ hasText: `stripe/default/${signup.customer}` });
    await row.getByText('held').waitFor();
    expect(page.url()).toMatch(/#\/waiting$/);
    expect(await row.textContent()).toMatch(/•••@/);
    await row.getByRole('button', { name: `Drop: customer ${signup.customer}` }).click();
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
    await page.getByText('Nobody waits.').waitFor();
    expect(await test_.customer(signup.customer)).toBeUndefined();
    await page.getByRole('link', { name: '← All deliveries' }).click();
    await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  });

  test('a dialog outlives the decision of another operator, and the same keys decide on nobody else', async () => {
    const [first, second, third] = [signups.stripe(), signups.stripe(), signups.stripe()];
    for (const signup of [first, second, third]) await test_.settled(signup);
    const nameOf = ({ customer }: typeof first) => ({ source: 'stripe', store: 'default', customer });
    const waiting = async () => {
      const { customers } = await test_.bridge.operator.waiting({ limit: 10 });
      return customers.map(({ customer }) => customer);
    };
    const page = await browser.open(running.url);
    await page.goto(`${origin}/#/waiting`);
    const focused = () =>
      page.evaluate<string>('document.activeElement.dataset.row ?? document.activeElement.textContent');
    const lookAgain = () => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    const dropped = async (signup: typeof first) =>
      until('the end of a decision', async () => whether(!(await waiting()).includes(signup.customer)));
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };

    await page.getByRole('button', { name: `Create with rewards: customer ${third.customer}` }).focus();
    await keys('Enter');
    await page.getByText('They cannot be taken back.').waitFor();
    await test_.bridge.operator.release(nameOf(third), 'drop');
    await dropped(third);
    await lookAgain();
    await page.getByText('no longer waits for this decision').waitFor();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button').allTextContents()).toEqual(['✕', 'Close']);
    await keys('Tab', 'Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Customers that wait for your decision');

    await page.getByRole('button', { name: `Drop: customer ${second.customer}` }).focus();
    await keys('Enter');
    await dialog.waitFor();
    await keys('Tab', 'Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused()).toBe(`stripe/default/${first.customer}`);
    await keys('Tab', 'Enter');
    await page.getByRole('dialog', { name: 'Create with rewards?' }).waitFor();
    await keys('Escape');
    await dropped(second);
    await lookAgain();
    expect(await waiting()).toEqual([first.customer]);

    await page.getByRole('button', { name: `Drop: customer ${first.customer}` }).focus();
    await test_.bridge.operator.release(nameOf(first), 'drop');
    await dropped(first);
    await lookAgain();
    await page.getByText('Nobody waits.').waitFor();
    expect(await focused()).toBe('Customers that wait for your decision');
  });

  test('tasks are listed with what to do, and ended', async () => {
    const body = {
      ...{ shop_id: 1, shop_domain: 'shop-one.myshopify.com', orders_requested: [], data_request: { id: 1 } },
      customer: { id: 4711, email: 'asks.private@example.com' },
    };
    await test_.settled(shopify(body, { topic: 'customers/data_request' }));
    const page = await browser.open(running.url);
    await page.getByText('1 task.').waitFor();
    await page.getByTitle('Show customers that wait for a decision, and tasks').click();
    const row = page.getByRole('row', { name: 'data-request shopify/default/4711' });
    await row.getByText('export what is held on the customer').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('private');
    await row.getByRole('button', { name: 'Done…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'It is done' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await test_.bridge.operator.tasks({})).tasks).toEqual([]);
  });

  test('a customer has a page: what happened, and what Masivo shows now, asked with the environment’s own key', async () => {
    const signup = signups.shopify();
    const { id } = await test_.settled(signup);
    const page = await browser.open(running.url);
    await page.goto(`${origin}/#/deliveries/${id}`);
    await page.getByRole('link', { name: `shopify/default/${signup.customer}` }).click();
    const masivo = page.getByRole('region', { name: 'In Masivo now' });
    await masivo.getByText('100 Points').waitFor();
    await masivo.getByText('Bronze').waitFor();
    await masivo.getByText('It is as the bridge knows it.').waitFor();
    await page.getByText('the first snapshot that is kept').waitFor();
  });

  test('what plays the store or breaks Masivo is not there', async () => {
    const page = await browser.open(running.url);
    await page.getByText('staging').waitFor();
    for (const name of ['shopify', 'Make it misbehave…', 'Edit and send again…']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    const status = (path: string) =>
      page.evaluate<number>(
        `fetch('${path}', { headers: { Authorization: 'Bearer ' + sessionStorage.getItem('token') } })
          .then(({ status }) => status)`,
      );
    expect(await status('/api/local/misbehaviour')).toBe(404);
    expect(await status('/api/overview')).toBe(200);
  });

  describe('pages elsewhere', () => {
    let foreign: Server;
    let foreignPort: number;

    beforeAll(async () => {
      foreign = createServer((_, response) =>
        response.setHeader('content-type', 'text/html').end('<p>foreign</p>'),
      );
      await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
      foreignPort = (foreign.address() as AddressInfo).port;
    });
    afterAll(() => new Promise((resolve) => foreign.close(resolve)));

    // Another port of the same name is the same site: there the browser sends our cookie along.
    test.each(['localhost', '127.0.0.1'])('a page of %s reads nothing and changes nothing', async (name) => {
      const { id } = await test_.settled(signups.shopify());
      const page = await browser.open(running.url);
      await page.getByText('staging').waitFor();
      await page.goto(`http://${name}:${foreignPort}`);
      const attempt = (path: string, options: object) =>
        page.evaluate<string>(
          `fetch(${JSON.stringify(origin + path)}, ${JSON.stringify({ credentials: 'include', ...options })})
            .then((answer) => answer.type + ' ' + answer.status, () => 'blocked')`,
        );
      const replay = `/api/deliveries/${id}/replay`;
      const post = { method: 'POST', body: '{}' };
      expect(await attempt('/api/deliveries', {})).toBe('blocked');
      expect(await attempt(replay, { ...post, headers: { 'Content-Type': 'application/json' } })).toBe(
        'blocked',
      );
      expect(await attempt(replay, { ...post, mode: 'no-cors' })).toBe('blocked');
      await test_.drained();
      expect((await test_.delivery(id))?.attemptCount).toBe(1);
    });

    test('a name that was rebound to this machine is refused', async () => {
      const { port } = new URL(origin);
      const page = await browser.open(`http://rebound.example.com:${port}/${new URL(running.url).hash}`);
      expect(await page.locator('body').textContent()).toContain('is not this machine');
    });
  });
});

const holdingStripe = (settings: Settings): Settings => ({
  ...settings,
  stores: settings.stores.map((store) =>
    store.source === 'stripe' ? { ...store, maxCreationsPerHour: 1 } : store,
  ),
});

const Endpoints = v.object({
  AWS_ENDPOINT_URL_SQS: v.string(),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: v.string(),
  AWS_ENDPOINT_URL_DYNAMODB: v.string(),
  AWS_REGION: v.string(),
  AWS_ACCESS_KEY_ID: v.string(),
});

/** An operator's own clients: nothing is shared with the bridge but where AWS is. */
function clientsFor(environment: Readonly<Record<string, string>>) {
  const at = v.parse(Endpoints, environment);
  const here = {
    region: at.AWS_REGION,
    credentials: { accessKeyId: at.AWS_ACCESS_KEY_ID, secretAccessKey: 'operator' },
  };
  return {
    queues: new SQSClient({ ...here, endpoint: at.AWS_ENDPOINT_URL_SQS }),
    secrets: new SecretsManagerClient({ ...here, endpoint: at.AWS_ENDPOINT_URL_SECRETS_MANAGER }),
    ledger: new DynamoDBClient({ ...here, endpoint: at.AWS_ENDPOINT_URL_DYNAMODB }),
  };
}

function deployed(test_: TestBridge, aws: ReturnType<typeof clientsFor>): TestEnvironment {
  const { QUEUE_URL, DEAD_LETTER_QUEUE_URL, LEDGER_TABLE } = test_.bridge.environment;
  return {
    name: 'staging',
    settings: parseSettings(localSettings({ baseUrl: test_.bridge.masivoBaseUrl, account: 'sandbox' })),
    ledger: { client: aws.ledger, tableName: LEDGER_TABLE ?? '' },
    queues: { client: aws.queues, eventsUrl: QUEUE_URL ?? '', deadLettersUrl: DEAD_LETTER_QUEUE_URL ?? '' },
    queue: { client: aws.queues, url: QUEUE_URL ?? '' },
    secrets: { client: aws.secrets, ids: secretIds },
    webhookUrls: {},
    who: 'arn:aws:iam::000000000000:user/operator',
  };
}
