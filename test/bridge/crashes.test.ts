import { http } from '../support/http';
import { TestBridge } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { signups, type Webhook } from '../support/webhooks';

/**
 * SIGKILL, and stand-ins that are out of reach. What a dead process held comes back after the queue's visibility
 * timeout, so each test makes all its trouble at once and then waits once.
 */
const visibilityTimeoutSeconds = 3;
const leaseMs = 2500;

const bridges: TestBridge[] = [];
afterAll(() => Promise.all(bridges.map((bridge) => bridge.stop())));

/** Side by side, since they mostly wait. */
function troubled(name: string, run: (bridge: TestBridge) => Promise<void>): void {
  test.concurrent(name, async () => {
    const bridge = await TestBridge.start({
      visibilityTimeoutSeconds,
      adjustSettings: (settings) => ({ ...settings, leaseMs }),
    });
    bridges.push(bridge);
    await run(bridge);
  });
}

type Signup = Webhook & { readonly customer: string };
const mixed = (count: number): Signup[] =>
  Array.from({ length: count }, (_, n) => (n % 2 === 0 ? signups.shopify() : signups.stripe()));

/** Each of them exactly once in Masivo, and nobody else. */
async function expectOneRegistrationEach(bridge: TestBridge, signedUp: readonly Signup[]): Promise<void> {
  await bridge.drained();
  const { customers } = await bridge.masivo();
  expect(customers.map(({ customer, registrations }) => `${customer.id} ${registrations}`).sort()).toEqual(
    signedUp.map(({ customer }) => `${customer} 1`).sort(),
  );
}

troubled('deliver is killed in the middle of its calls, three times', async (bridge) => {
  const signedUp: Signup[] = [];
  const ids: string[] = [];
  const slow = { do: 'latency', delayMs: 400 } as const;
  for (const at of ['GET', 'POST', 'POST']) {
    // Killed once while it signs in and twice while Masivo creates, which it will do although nobody is left
    // to hear of it.
    await bridge.misbehave({ ...slow, match: { method: at } });
    const before = (await bridge.masivo()).misbehaved.latency ?? 0;
    const batch = mixed(4);
    signedUp.push(...batch);
    ids.push(...(await Promise.all(batch.map((signup) => bridge.accepted(signup)))));
    await until('calls to be under way', async () =>
      whether(((await bridge.masivo()).misbehaved.latency ?? 0) > before),
    );
    await bridge.kill('deliver');
    // The webhooks go on being taken, and delivered by the next process.
    const next = mixed(1);
    signedUp.push(...next);
    ids.push(...(await Promise.all(next.map((signup) => bridge.accepted(signup)))));
  }
  await bridge.misbehave();
  const deliveries = await Promise.all(ids.map((id) => bridge.ended(id)));
  expect(deliveries.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'created'));
  await expectOneRegistrationEach(bridge, signedUp);
  expect(bridge.bridge.deliver.restarts).toBe(3);
});

troubled(
  'receive is killed while webhooks come in: what it acknowledged is delivered, the rest is not',
  async (bridge) => {
    // The first five get as far as the queue and no further; their process dies with them.
    let hanging = 0;
    bridge.faults.sqs.intercept = (operation) => {
      if (operation !== 'SendMessage') return undefined;
      hanging += 1;
      return { kind: 'hang' };
    };
    const lost = mixed(5);
    const answers = Promise.all(lost.map((signup) => bridge.post(signup)));
    await until('five to wait for the queue', () => whether(hanging === 5));
    await bridge.kill('receive');
    expect((await answers).map(({ status }) => status)).toEqual(lost.map(() => 503));
    bridge.faults.sqs.intercept = undefined;
    expect(await bridge.deliveries()).toEqual([]);

    // Now without knowing where it dies: 40 stores that send until they are told 200.
    const signedUp = [...lost, ...mixed(35)];
    let acknowledged = 0;
    const sending = signedUp.map(async (signup) => {
      const answer = await until('an acknowledgement', async () => {
        const tried = await bridge.post(signup).catch(() => undefined);
        if (tried && tried.status !== 200) expect(tried.status).toBe(503);
        return tried?.status === 200 ? tried : undefined;
      });
      acknowledged += 1;
      return (JSON.parse(answer.text) as { delivery: string }).delivery;
    });
    await until('some of them to be taken', () => whether(acknowledged >= 5));
    await bridge.kill('receive');
    await until('some more to be taken', () => whether(acknowledged >= 15));
    await bridge.kill('receive');

    const ids = await Promise.all(sending);
    expect(new Set(ids).size).toBe(signedUp.length);
    const deliveries = await Promise.all(ids.map((id) => bridge.ended(id)));
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'created'));
    await expectOneRegistrationEach(bridge, signedUp);
    expect((await http(bridge.bridge.url, { path: '/health' })).status).toBe(200);
  },
);

troubled('the ledger, the secrets and the queue are out of reach of deliver for a while', async (bridge) => {
  const signedUp = mixed(6);
  const [one, two, three, four, five, six] = signedUp;
  if (!one || !two || !three || !four || !five || !six) throw new Error('unreachable');
  const failures = () => bridge.logLines.filter((line) => /function failed|attempt-failed/.test(line)).length;
  const until1More = async (before: number) =>
    until('an attempt that fails', () => whether(failures() > before));

  // Nothing can be read: no attempt may go on to Masivo without knowing what was done before.
  bridge.faults.dynamoDb.intercept = () => ({ kind: 'error', status: 500 });
  const first = await bridge.accepted(one);
  await until1More(0);
  expect((await bridge.masivo()).requests).toEqual({});
  bridge.faults.dynamoDb.intercept = undefined;
  // What comes next counts writes: nobody else may make any.
  await bridge.ended(first);
  await bridge.drained();

  // The claim is written and the customer created, but the record of it is not.
  let writes = 0;
  const before = failures();
  bridge.faults.dynamoDb.intercept = (operation) =>
    operation === 'PutItem' && ++writes > 1 ? { kind: 'error', status: 500 } : undefined;
  const second = await bridge.accepted(two);
  await until1More(before);
  expect(await bridge.customer(two.customer)).toMatchObject({ registrations: 1 });
  expect(await bridge.delivery(second)).toBeUndefined();
  bridge.faults.dynamoDb.intercept = undefined;

  // What ended cannot be taken off the queue: it comes once more, and is over.
  let refused = 0;
  bridge.faults.sqs.intercept = (operation) =>
    operation === 'DeleteMessageBatch' && ++refused ? { kind: 'error', status: 403 } : undefined;
  const third = await bridge.accepted(three);
  expect(await bridge.ended(third)).toMatchObject({ outcome: 'created' });
  const refusedBefore = refused;
  await until('another refusal', () => whether(refused > refusedBefore));

  // A wait that the queue cannot be told of is the queue's own, its visibility timeout.
  bridge.faults.sqs.intercept = (operation) =>
    operation === 'ChangeMessageVisibility' ? { kind: 'error', status: 403 } : undefined;
  await bridge.misbehave({ do: 'status', match: { method: 'POST' } });
  const untold = failures();
  const fourth = await bridge.accepted(four);
  const isRetried = async (id: string) => whether((await bridge.delivery(id))?.outcome === 'retry');
  await until('an attempt that Masivo fails', () => isRetried(fourth));
  await until1More(untold);
  await bridge.misbehave();
  bridge.faults.sqs.intercept = undefined;

  // Secrets are read once per process, so a new one has to ask.
  await bridge.kill('deliver');
  // Without the one under whose name erasures are kept nobody knows whether something of this shopper may be logged.
  const unread = failures();
  bridge.faults.secretsManager.intercept = () => ({ kind: 'error', status: 500 });
  const fifth = await bridge.accepted(five);
  await until1More(unread);
  expect(await bridge.delivery(fifth)).toBeUndefined();
  bridge.faults.secretsManager.intercept = undefined;
  const sixth = await bridge.accepted(six);

  const ids = [first, second, third, fourth, fifth, sixth];
  const deliveries = await Promise.all(ids.map((id) => bridge.ended(id)));
  expect(deliveries.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'created'));
  await expectOneRegistrationEach(bridge, signedUp);
  expect(await bridge.delivery(third)).toMatchObject({ attemptCount: 1 });
});
