import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildFunctions } from '../../../infra/build/bundles';
import type { Settings } from '../../../lambda/settings';
import { credentialsOf } from '../../../local/aws/environment';
import type { Bridge } from '../../../local/bridge';
import { type FaultKind, faultKinds, isReconcileKind, reconcileKinds } from '../../../trials/chaos/faults';
import { hurried } from '../../../trials/chaos/hurried';
import { removals } from '../../../trials/chaos/lost-webhooks';
import { masivoControl } from '../../../trials/chaos/masivo-record';
import { violationsIn } from '../../../trials/chaos/report';
import { runChaos } from '../../../trials/chaos/run';
import type { ChaosReport, Sabotage } from '../../../trials/chaos/run-options';
import { type StoryEvent, tellStory } from '../../../trials/chaos/story';
import { nothingFound } from '../../../trials/chaos/violations';

/** Short versions of `npm run chaos`, and proof that its judge can find a fault in a real run. */
beforeAll(() => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
});

const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
afterAll(() => rmSync(bundles, { recursive: true }));

/** One run with it is enough here. */
const [first = 'kill receive', ...others] = faultKinds.filter(
  (kind) => !isReconcileKind(kind) && kind !== 'subscriptions removed',
);
const besidesReconciliation: readonly [FaultKind, ...FaultKind[]] = [first, ...others];

/** All at once: a run waits most of its time. */
type Runs = Readonly<Record<'whole' | 'consentAtCreation' | 'consentAfterwards' | 'sabotaged', ChaosReport>>;
let reports: Runs;
beforeAll(async () => {
  await buildFunctions(bundles, [hurried]);
  const common = { workers: 4, bundles };
  const withConsent = { ...common, events: 30, seed: 3, consentAtCreation: true } as const;
  const [whole, consentAtCreation, consentAfterwards, sabotaged] = await Promise.all([
    runChaos({ ...common, events: 50, seed: 7, faults: 5 }),
    runChaos({ ...withConsent, faults: 5, only: besidesReconciliation }),
    runChaos({ ...withConsent, faults: 0, sabotage: { settings: consentAfterCreation } }),
    runChaos({ ...common, ...story, faults: 0, sabotage }),
  ]);
  reports = { whole, consentAtCreation, consentAfterwards, sabotaged };
}, 240_000);

test('a short story survives every kind of fault', () => {
  const { violations, leaks, deadLetters, faults } = reports.whole;
  expect(violations).toEqual(nothingFound());
  expect(leaks).toEqual([]);
  expect(deadLetters).toBe(0);
  expect([...faults.values()].filter((count) => count > 0).length).toBeGreaterThan(6);
});

test('webhooks and whole subscriptions are lost, and the reconciliation dies wherever it hurts', () => {
  const { lost, listed, reconciled, faults } = reports.whole;
  expect(listed).toBeGreaterThan(2);
  expect(lost).toBeGreaterThan(1);
  expect(reconciled?.fed).toBeGreaterThan(0);
  expect(faults.get('subscriptions removed')).toBeGreaterThanOrEqual(removals);
  for (const kind of reconcileKinds) expect(faults.get(kind)).toBeGreaterThan(0);
});

describe('where the account takes the consent record with the creation', () => {
  test('nobody is marketable for an instant, whatever is broken', () => {
    expect(reports.consentAtCreation.violations).toEqual(nothingFound());
  });

  test('a bridge that sends it afterwards is found', () => {
    const { violations } = reports.consentAfterwards;
    expect(violations['marketable without consent']).toEqual([expect.stringMatching(/^\d+ for an instant$/)]);
  });
});

const consentAfterCreation = (given: Settings): Settings => ({
  ...given,
  masivo: { ...given.masivo, consentAtCreation: false },
});

const story = { events: 60, seed: 14 };

async function asMasivo(
  bridge: Bridge,
  method: 'POST' | 'PATCH',
  path: string,
  body: unknown,
): Promise<void> {
  const base = bridge.masivoBaseUrl;
  const signIn = await fetch(`${base}/auth/authorize`, { headers: { 'x-api-key': bridge.sandboxKey } });
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

/** Those whose name has changed, so that an older one exists. */
async function changedCustomers(bridge: Bridge): Promise<Customer['customer'][]> {
  const headers = { authorization: `Bearer ${bridge.token}` };
  const response = await fetch(`${bridge.sandbox?.controlUrl}/record`, { headers });
  const { customers } = (await response.json()) as { customers: readonly Customer[] };
  return customers
    .map(({ customer }) => customer)
    .filter(({ name }) => /Version [123]$/.test(name))
    .sort((a, b) => a.id.localeCompare(b.id));
}

/** A shopper who is told of once only, in a single message: without it nobody knows of the shopper. */
function toldOnce(): StoryEvent {
  const { sendings } = tellStory(story.events, story.seed);
  const alone = sendings.find(
    ({ shopper, tells }) =>
      shopper.twin === undefined &&
      typeof tells === 'object' &&
      'version' in tells &&
      shopper.versions[tells.version]?.email !== null &&
      sendings.filter((other) => other.shopper.id === shopper.id).length === 1,
  );
  if (!alone) throw new Error('everybody is told of twice');
  return alone;
}

async function dropFromQueue(bridge: Bridge, body: Buffer): Promise<void> {
  const client = new SQSClient({
    endpoint: bridge.sqs.endpoint,
    region: 'us-east-1',
    credentials: credentialsOf(bridge.token),
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
}

const { shopper, body } = toldOnce();
const broken = { outdated: '', doubled: '', again: '' };

const sabotage: Sabotage = {
  // One store's consent is skipped, ...
  settings: (settings) => ({
    ...settings,
    stores: settings.stores.map((store) =>
      store.source === 'stripe' ? { ...store, consent: 'off' } : store,
    ),
  }),
  // ... one message dropped, ...
  beforeSending: (bridge) => bridge.operator.pause(['*']),
  afterSending: async (bridge) => {
    await dropFromQueue(bridge, body);
    await bridge.operator.resume(['*']);
  },
  beforeJudging: async (bridge) => {
    const [outdated, doubled, again] = await changedCustomers(bridge);
    if (!outdated || !doubled || !again) throw new Error('too few have changed');
    // ... an old change lands last, ...
    const name = outdated.name.replace(/Version \d$/, 'Version 0');
    await asMasivo(bridge, 'PATCH', `/customers/${outdated.id}`, { name });
    // ... one duplicate is applied, ...
    const rules = [{ do: 'register-again', match: { method: 'POST', path: '/customers' }, times: 1 }];
    await masivoControl(bridge)('PUT', '/misbehaviour', { rules });
    const { id, email, registration_date } = doubled;
    await asMasivo(bridge, 'POST', '/customers', { id, name: doubled.name, email, registration_date });
    // ... and a person is created a second time, under another id and e-mail.
    const second = { id: `cus_${again.id}-again`, name: 'Again', email: 'again@example.com' };
    await asMasivo(bridge, 'POST', '/customers', { ...second, registration_date });
    Object.assign(broken, { outdated: outdated.id, doubled: id, again: second.id });
  },
};

test('whatever is broken on purpose is found, and whose it was', () => {
  const report = reports.sabotaged;
  const { 'marketable without consent': skipped, ...others } = report.violations;
  const { 'marketable without consent': _, ...nothing } = nothingFound();
  expect(others).toEqual({
    ...nothing,
    lost: [shopper.id],
    doubled: [`${broken.doubled}: 2 registrations`],
    stale: [expect.stringMatching(new RegExp(`^${broken.outdated}: .*Version 0$`))],
    wrong: [`${broken.again}: not in the story`],
    // The ledger knows nothing of what somebody else wrote in Masivo.
    'ledger disagrees': [`${broken.outdated}: name`],
  });
  expect(skipped.length).toBeGreaterThan(0);
  expect(skipped.every((id) => id.startsWith('cus_'))).toBe(true);
  expect(violationsIn(report)).toBe(5 + skipped.length);
});
