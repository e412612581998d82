import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperatorAction } from '../../operator/core/answers/actions';
import type { OpenTask } from '../../operator/core/answers/tasks';
import { type AtBridge, startAtBridge } from '../support/at-bridge';
import { http, json } from '../support/http';
import { freshId, shopify, shopifyCustomer } from '../support/webhooks';

/** What Shopify asks of an operator, from the webhook to its end by a command, on a whole bridge. */
let at: AtBridge;
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-requests-'));
beforeAll(async () => {
  at = await startAtBridge({ adjustSettings: (settings) => ({ ...settings, leaseMs: 3000 }) });
});
afterAll(async () => {
  await at.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shop = { shop_id: 1, shop_domain: 'shop-one.myshopify.com' };
const dataRequest = (customer: object, id = freshId()) =>
  shopify(
    { ...shop, orders_requested: [], customer, data_request: { id } },
    { topic: 'customers/data_request' },
  );

const tasks = async (...filter: readonly string[]) =>
  (await at.run(['held', '--json', ...filter])).json<{ tasks: OpenTask[] }>().tasks;
const newestAction = async () =>
  (await at.run(['actions', '--limit', '1', '--json'])).json<readonly OperatorAction[]>()[0];

test('whoever asks for their data is listed until it was exported', async () => {
  const id = freshId();
  const email = `asks.${id}@example.com`;
  await at.test.settled(shopify(shopifyCustomer({ id, email })));
  const asked = await at.test.settled(dataRequest({ id, email, phone: '+15550107777' }));
  expect(asked).toMatchObject({ outcome: 'ignored', reason: { code: 'data-requested' }, customer: null });

  const about = `shopify/default/${id}`;
  const [task] = await tasks('--kind', 'data-request');
  expect(task).toMatchObject({ kind: 'data-request', customer: String(id) });
  expect(Date.parse(task?.due ?? '') - Date.parse(task?.since ?? '')).toBe(30 * 24 * 3600_000);
  const { out } = await at.run(['held']);
  expect(out).toMatch(
    new RegExp(`due +task +about +id +to do\n\\S+ \\S+ +data-request +${about} +${task?.id}`),
  );
  expect(out).not.toContain(email);
  expect(await tasks('--store', 'second')).toEqual([]);
  expect(json(await http(at.test.bridge.consoleUrl, { path: '/api/tasks' }))).toMatchObject({
    tasks: [{ id: task?.id }],
  });

  const file = join(folder, 'person.json');
  const exported = await at.run(['export', '--customer', about, '--file', file]);
  expect(exported.out).toContain('The store had asked for it: its task is done.');
  expect(readFileSync(file, 'utf8')).toContain(email);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await tasks()).toEqual([]);
  expect(await newestAction()).toMatchObject({
    what: 'done',
    about: `data-request shopify/default ${task?.id}`,
  });
  const again = await at.run(['export', '--customer', about, '--file', join(folder, 'again.json')]);
  expect(again.out).not.toContain('its task is done');

  // What the person asks anew is a new task.
  await at.test.settled(dataRequest({ id, email }));
  expect(await tasks()).toMatchObject([{ id: task?.id }]);
  expect((await at.run(['done', task?.id ?? ''])).code).toBe(0);
});

test('what is done outside the bridge is ended by hand, once', async () => {
  await at.test.settled(dataRequest({ email: 'nobody.knows@example.com' }));
  const [task] = await tasks();
  expect(task).toMatchObject({ kind: 'data-request', customer: null });
  const api = (id: unknown) =>
    http(at.test.bridge.consoleUrl, {
      method: 'POST',
      path: '/api/tasks/done',
      headers: { 'content-type': 'application/json', 'x-console': '1' },
      body: JSON.stringify({ id }),
    });
  expect((await api(task?.id)).status).toBe(200);
  expect(await tasks()).toEqual([]);
  expect((await api(task?.id)).status).toBe(404);
  expect((await api('banana')).status).toBe(400);
  const { code, out } = await at.run(['done', task?.id ?? '', 'banana']);
  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([`${task?.id} is no open task.`, 'banana is no open task.']);
});
