import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Bridge } from '../../../local/bridge';
import { type Violations, violationKinds } from '../../../trials/chaos/check';
import { masivoControl } from '../../../trials/chaos/masivo-record';
import { violationsIn } from '../../../trials/chaos/report';
import { runChaos, type Sabotage } from '../../../trials/chaos/run';
import { type StoryEvent, tellStory } from '../../../trials/chaos/story';

/** Short versions of `npm run chaos`, and proof that its judge can find a fault in a real run. */
jest.setTimeout(120_000);
beforeAll(() => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
});

const bundles = process.env.TEST_BUNDLES ?? '';

test('a short story survives every kind of fault', async () => {
  const report = await runChaos({ events: 250, seed: 7, faults: 10, workers: 4, bundles });
  expect(report.violations).toEqual(Object.fromEntries(violationKinds.map((kind) => [kind, []])));
  expect(report.leaks).toEqual([]);
  expect(report.deadLetters).toBe(0);
  expect([...report.faults.values()].filter((count) => count > 0).length).toBeGreaterThan(6);
});

const story = { events: 60, seed: 3 };
const noViolations = Object.fromEntries(violationKinds.map((kind) => [kind, []]));

async function told(sabotage: Sabotage): Promise<Violations> {
  const report = await runChaos({ ...story, faults: 0, workers: 4, bundles, sabotage });
  expect(violationsIn(report)).toBeGreaterThan(0);
  return report.violations;
}

async function asMasivo(
  bridge: Bridge,
  method: 'POST' | 'PATCH',
  path: string,
  body: unknown,
): Promise<void> {
  const base = bridge.masivoBaseUrl;
  const key = '00000000-0000-4000-8000-000000000000';
  const signIn = await fetch(`${base}/auth/authorize`, { headers: { 'x-api-key': key } });
  const { data } = (await signIn.json()) as { data: string };
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${data}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
}

interface Customer {
  readonly customer: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly registration_date: string;
  };
}

/** Somebody whose name has changed, so that an older one exists. */
async function changedCustomer(bridge: Bridge): Promise<Customer['customer']> {
  const response = await fetch(`${bridge.sandbox?.controlUrl}/record`);
  const { customers } = (await response.json()) as { customers: readonly Customer[] };
  const changed = customers.find(({ customer }) => /Version [123]$/.test(customer.name));
  if (!changed) throw new Error('nobody has changed');
  return changed.customer;
}

/** A shopper who is told of once only, in a single message: without it nobody knows of the shopper. */
function toldOnce(): StoryEvent {
  const { sendings } = tellStory(story.events, story.seed);
  const alone = sendings.find(
    ({ shopper, version }) =>
      shopper.twin === undefined &&
      shopper.versions[version]?.email !== null &&
      sendings.filter((other) => other.shopper.id === shopper.id).length === 1,
  );
  if (!alone) throw new Error('everybody is told of twice');
  return alone;
}

test('one message that is dropped is found, and whose it was', async () => {
  const { shopper, body } = toldOnce();
  const lost = await told({
    beforeSending: (bridge) => bridge.operator.pause(['*']),
    afterSending: async (bridge) => {
      const client = new SQSClient({
        endpoint: bridge.sqs.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const QueueUrl = bridge.sqs.queueUrl('events');
      for (let dropped = false; !dropped; ) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
        );
        for (const { ReceiptHandle, Body = '' } of Messages) {
          if (!Body.includes(body.toString('base64'))) continue;
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          dropped = true;
        }
      }
      client.destroy();
      await bridge.operator.resume(['*']);
    },
  });
  expect(lost).toEqual({ ...noViolations, lost: [shopper.id] });
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
      await asMasivo(bridge, 'PATCH', `/customers/${id}`, { name: name.replace(/Version \d$/, 'Version 0') });
    },
  });
  expect(late.stale.length + late.wrong.length).toBe(1);
});

test('one duplicate that is applied is found', async () => {
  const duplicated = { id: '' };
  const doubled = await told({
    beforeJudging: async (bridge) => {
      const customer = await changedCustomer(bridge);
      duplicated.id = customer.id;
      const rules = [{ do: 'register-again', match: { method: 'POST', path: '/customers' }, times: 1 }];
      await masivoControl(bridge)('PUT', '/misbehaviour', { rules });
      const { id, name, email, registration_date } = customer;
      await asMasivo(bridge, 'POST', '/customers', { id, name, email, registration_date });
    },
  });
  expect(doubled).toEqual({ ...noViolations, doubled: [`${duplicated.id}: 2 registrations`] });
});

test('a person who is created a second time, under another id and e-mail, is found', async () => {
  const doubled = await told({
    beforeJudging: async (bridge) => {
      const { id, registration_date } = await changedCustomer(bridge);
      const again = { id: `${id}-again`, name: 'Again', email: 'again@example.com', registration_date };
      await asMasivo(bridge, 'POST', '/customers', again);
    },
  });
  expect(doubled.wrong.join()).toMatch(/-again: not in the story/);
});
