import type { CustomerState } from '../../lambda/delivery/customer-state';
import { actOn } from '../../lambda/new-envelope';
import { deletionEnvelope, shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, misbehave, on } from '../support/masivo-truth';
import { entryOf, outcomeOf, shopper, statement, untilEnded, update } from '../support/stories';

/** Whom Masivo lacks is forgotten, unless something may be there or somebody decided. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh();
});

const noEmail = () => shopifyEnvelope({ email: null });
const key = () => `${bridge.settings.masivo.account}|customer|shopify|default|1001`;

/** In how many days the customer's item expires; undefined where it never does. */
async function daysLeft(): Promise<number | undefined> {
  const { expiresAt } = await harness.itemOf(key());
  return expiresAt?.N === undefined
    ? undefined
    : Math.round((Number(expiresAt.N) - harness.now().getTime() / 1000) / 86_400);
}

describe('for 90 days is kept', () => {
  test('who waits for an e-mail', async () => {
    expect(await untilEnded(harness, bridge, noEmail())).toBe('waiting');
    expect(await daysLeft()).toBe(90);
    expect(await untilEnded(harness, bridge, update(2))).toBe('created');
    expect(await daysLeft()).toBeUndefined();
  });

  test('who signed up before go-live', async () => {
    bridge = await harness.fresh({ store: { signupsSince: '2027-01-01T00:00:00Z' } });
    expect(await untilEnded(harness, bridge, shopifyEnvelope())).toBe('ignored');
    expect(await daysLeft()).toBe(90);
  });

  test('who has stated a consent, and is no customer', async () => {
    await bridge.run(statement('subscribed', 2));
    expect(await daysLeft()).toBe(90);
  });

  test('who waits, after each event anew', async () => {
    await bridge.run(noEmail());
    harness.pass(30 * 86_400_000);
    expect(await daysLeft()).toBe(60);
    await bridge.run(update(9, { email: null, name: 'Jane Later' }));
    expect(await daysLeft()).toBe(90);
  });
});

test('kept as long as its deliveries is whom Masivo lacks: a replay never knows less', async () => {
  bridge = await harness.fresh({ settings: { keepDeliveriesDays: 400 } });
  await bridge.run(noEmail());
  expect(await daysLeft()).toBe(400);
});

test('who was forgotten is unknown, and is created when the e-mail comes', async () => {
  await bridge.run(noEmail());
  await harness.expire(key());
  expect(await untilEnded(harness, bridge, update(2))).toBe('created');
  expect(await customersIn(harness)).toBe(1);
});

describe('for good is kept', () => {
  test('whom Masivo has', async () => {
    expect(await outcomeOf(bridge, shopifyEnvelope())).toBe('created');
    expect(await daysLeft()).toBeUndefined();
  });

  test('whom Masivo may have', async () => {
    await misbehave(harness, { match: on.post, do: 'close-after' });
    expect(await outcomeOf(bridge, shopifyEnvelope())).toBe('retry');
    expect(await daysLeft()).toBeUndefined();
  });

  test('whom an attempt is about to bring', async () => {
    const { ledger } = bridge;
    const intent = { claim: 'a', by: 'a', until: 1, creates: true, overwrites: true, consentDue: false };
    await ledger.claim(await entryOf(bridge), (await entryOf(bridge)).state, intent, 'an-hmac');
    expect(await daysLeft()).toBeUndefined();
  });

  test('whom the store deleted', async () => {
    await bridge.run(noEmail());
    expect(await untilEnded(harness, bridge, deletionEnvelope())).toBe('ignored');
    expect(await daysLeft()).toBeUndefined();
  });

  test('whom the flood guard holds, also once an operator dropped it', async () => {
    bridge = await harness.fresh({ store: { maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    expect(await untilEnded(harness, bridge, shopifyEnvelope())).toBe('held');
    expect(await daysLeft()).toBeUndefined();
    const id = 'a'.repeat(32);
    await untilEnded(harness, bridge, actOn(shopper, { id, series: 1, release: 'drop', at: harness.now() }));
    expect(await daysLeft()).toBeUndefined();
  });

  const owner = { source: 'shopify', store: 'default', customer: '7' };
  const since = 1;
  test.each<[string, Partial<CustomerState>]>([
    ['who is linked', { confirmed: { masivo: 'linked', owner } }],
    [
      'who is not linked, by decision or not yet',
      {
        confirmed: {
          ...{ masivo: 'unlinked', dropped: true, since, email: 'a@example.com' },
          reason: { code: 'email-of-other-customer', params: owner },
        },
      },
    ],
    ['who is gone', { confirmed: { masivo: 'gone', dropped: false, since } }],
    ['whom a backfill has given', { confirmed: { masivo: 'migrating', since, orders: 1 } }],
    ['who carries other IDs', { links: ['shopify/default/7'] }],
    ['who was released', { released: { delivery: 'a', series: 1 } }],
    ['who is being erased', { erasing: since }],
  ])('%s', async (_, state) => {
    const entry = await entryOf(bridge);
    await bridge.ledger.keep(entry, { ...entry.state, ...state }, null);
    expect(await daysLeft()).toBeUndefined();
  });
});
