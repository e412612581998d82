import { join } from 'node:path';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { profileOf } from '../../lambda/sources/profiles';
import type { Unsigned } from '../../lambda/sources/source';
import { accessKeyOf } from '../../local/aws/environment';
import { type LocalFunction, startLocalFunction } from '../../local/functions/local-function';
import { sampleSignup } from '../../local/send/sample-signup';
import { heldPath } from '../../local/vendors/server';
import { http, json } from '../support/http';
import { bundlesFolder, TestBridge } from '../support/test-bridge';
import { until } from '../support/until';
import { webhookSecrets } from '../support/webhooks';

/** The built function, in a process of its own, asks the local vendors; `deliver` brings what it found to Masivo. */
let bridge: TestBridge;
let reconcile: LocalFunction;
beforeAll(async () => {
  bridge = await TestBridge.start();
  reconcile = startLocalFunction({
    name: 'reconcile',
    bundle: join(bundlesFolder(), 'reconcile', 'index.js'),
    environment: {
      ...bridge.bridge.environment,
      AWS_ACCESS_KEY_ID: accessKeyOf(bridge.bridge.token, 'reconcile'),
    },
    timeoutMs: 240_000,
    onLogLine: (line) => bridge.logLines.push(line),
  });
});
afterAll(async () => {
  await reconcile?.stop();
  await bridge.stop();
});

async function atVendor(source: string, signup: Unsigned): Promise<void> {
  const held = profileOf(source).changesKey?.held(signup);
  const url = bridge.bridge.vendors.get(source)?.url;
  const response = await fetch(`${url}${heldPath}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${bridge.bridge.token}` },
    body: JSON.stringify(held),
  });
  expect(response.status).toBe(204);
}

async function deliver(source: string, signup: Unsigned): Promise<void> {
  const [secret = ''] = webhookSecrets[`${source}/default`] ?? [];
  const headers = { ...signup.headers, ...profileOf(source).sign(signup, secret, new Date()) };
  const sent = { method: 'POST', path: `/webhooks/${source}`, headers, body: signup.body };
  const { delivery } = json<{ delivery: string }>(await http(bridge.bridge.url, sent));
  await bridge.ended(delivery);
}

const run = (source: string) => reconcile.invoke({ source, store: 'default' });
const report = (found: number, fed: number) => ({
  kind: 'result',
  result: {
    kind: 'ended',
    report: expect.objectContaining({ found, fed, known: found - fed, failure: null }),
  },
});

describe.each([...vendorChanges.keys()])('a signup of %s whose webhook is lost', (source) => {
  const signup = () => sampleSignup(profileOf(source), new Date());

  test('is in Masivo after a run, once, and its deliveries say where it comes from', async () => {
    const lost = signup();
    await atVendor(source, lost);
    expect(await run(source)).toMatchObject(report(1, 1));
    const customer = await until('the shopper', () => bridge.customer(lost.customer));
    expect(customer.customer.email).toContain('@example.com');
    await bridge.drained();
    // The overlap shows it again.
    expect(await run(source)).toMatchObject(report(1, 0));
    const [delivery, more] = await bridge.deliveries(`customer=${lost.customer}`);
    expect(more).toBeUndefined();
    expect(delivery).toMatchObject({ outcome: 'created' });
    const shown = await bridge.bridge.operator.show(delivery?.id ?? '');
    expect(shown?.signedWith).toBe('reconciliation');
  });

  test('and one whose webhook has come is known', async () => {
    const told = signup();
    await deliver(source, told);
    await atVendor(source, told);
    const before = await bridge.requests('POST /customers', 201);
    expect(await run(source)).toMatchObject(report(2, 0));
    await bridge.drained();
    expect(await bridge.requests('POST /customers', 201)).toBe(before);
  });
});

test('the overview has each store’s last run', async () => {
  const { reconciled } = await bridge.bridge.operator.overview();
  expect(reconciled).toMatchObject(
    [...vendorChanges.keys()].map((source) => ({
      store: `${source}/default`,
      last: { found: 2, fed: 0, known: 2, failure: null },
      succeededAt: expect.any(String),
    })),
  );
});
