import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Violations, violationKinds } from '../../chaos/check';
import { violationsIn } from '../../chaos/report';
import { runChaos, type Sabotage } from '../../chaos/run';
import type { Bridge } from '../../local/bridge';

/** Short versions of `npm run chaos`, and proof that its judge can find a fault in a real run. */
jest.setTimeout(120_000);
beforeAll(() => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
});

const bundles = process.env.TEST_BUNDLES ?? '';

test('a short story survives every kind of fault', async () => {
  const report = await runChaos({ events: 250, seed: 7, faults: 10, workers: 4, bundles });
  expect(report.violations).toEqual(Object.fromEntries(violationKinds.map((kind) => [kind, []])));
  expect(report.deadLetters).toBe(0);
  expect([...report.faults.values()].filter((count) => count > 0).length).toBeGreaterThan(6);
});

async function told(sabotage: Sabotage): Promise<Violations> {
  const report = await runChaos({ events: 60, seed: 3, faults: 0, workers: 4, bundles, sabotage });
  expect(violationsIn(report)).toBeGreaterThan(0);
  return report.violations;
}

async function asMasivo(bridge: Bridge, path: string, body: unknown): Promise<void> {
  const base = bridge.masivoBaseUrl;
  const key = '00000000-0000-4000-8000-000000000000';
  const signIn = await fetch(`${base}/auth/authorize`, { headers: { 'x-api-key': key } });
  const { data } = (await signIn.json()) as { data: string };
  const response = await fetch(base + path, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${data}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
}

interface Customer {
  readonly customer: { readonly id: string; readonly name: string };
}

/** Somebody whose name has changed, so that an older one exists. */
async function changedCustomer(bridge: Bridge): Promise<Customer['customer']> {
  const response = await fetch(`${bridge.sandbox?.controlUrl}/record`);
  const { customers } = (await response.json()) as { customers: readonly Customer[] };
  const changed = customers.find(({ customer }) => /Version [123]$/.test(customer.name));
  if (!changed) throw new Error('nobody has changed');
  return changed.customer;
}

test('a message that is dropped is found as lost or stale', async () => {
  const dropped = await told({
    beforeSending: (bridge) => bridge.pause(['*']),
    afterSending: async (bridge) => {
      const client = new SQSClient({
        endpoint: bridge.sqs.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const QueueUrl = bridge.sqs.queueUrl('events');
      for (let taken = 0; taken < 20; ) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
        );
        for (const { ReceiptHandle } of Messages) {
          taken += 1;
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      client.destroy();
      await bridge.pause([]);
    },
  });
  expect(dropped.lost.length + dropped.stale.length).toBeGreaterThan(0);
});

test('a consent that is skipped is found', async () => {
  const skipped = await told({
    settings: (settings) => ({
      ...settings,
      stores: settings.stores.map((store) =>
        store.source === 'stripe' ? { ...store, consent: 'off' } : store,
      ),
    }),
  });
  expect(skipped['marketable without consent'].length).toBeGreaterThan(0);
  expect(skipped['marketable without consent'].every((id) => id.startsWith('cus_'))).toBe(true);
});

test('an old change that lands last is found', async () => {
  const late = await told({
    beforeJudging: async (bridge) => {
      const { id, name } = await changedCustomer(bridge);
      await asMasivo(bridge, `/customers/${id}`, { name: name.replace(/Version \d$/, 'Version 0') });
    },
  });
  expect(late.stale.length + late.wrong.length).toBe(1);
});

test('a person who is created a second time, under another id and e-mail, is found', async () => {
  const doubled = await told({
    settings: (settings) => settings,
    beforeJudging: async (bridge) => {
      const { id } = await changedCustomer(bridge);
      await asMasivo(bridge, `/customers/${id}`, { metadata: {} });
      const base = bridge.masivoBaseUrl;
      const headers = { 'x-api-key': '00000000-0000-4000-8000-000000000000' };
      const { data } = (await (await fetch(`${base}/auth/authorize`, { headers })).json()) as {
        data: string;
      };
      await fetch(`${base}/customers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${data}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id: `${id}-again`,
          name: 'Again',
          email: 'again@example.com',
          registration_date: '2026-11-01T00:00:00Z',
        }),
      });
    },
  });
  expect(doubled.wrong.join()).toMatch(/-again: not in the story/);
});
