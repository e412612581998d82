import { backfillOf, type Shopper } from '../../support/backfill';
import { harness, harnessForFile, type TestBridge } from '../../support/harness';
import { createElsewhere, recordElsewhere, truthOf } from '../../support/masivo-truth';
import { consent, update, word } from '../../support/stories';

/** Masivo had the customer before, with a consent record: the backfill changes what the shopper stated. */
harnessForFile({
  landsByTheClock: true,
  sandbox: { migrationEveryMs: 100, migrationDelayMs: 100, terms: { consentAtCreation: 'taken' } },
});

const others = {
  behavioral_campaigns: false,
  coupon_campaigns: false,
  punchcard_campaigns: true,
  email_marketing: false,
  push_notifications: true,
  link_tracking: true,
};

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
  await createElsewhere(harness, { id: '1', name: 'Old Shopper', email: 'old.1@example.com' });
  await recordElsewhere(harness, '1', { ...others, email_marketing: true });
});

async function purposesAfter(shopper: Omit<Shopper, 'id'>) {
  const run = backfillOf(bridge, [{ id: '1', ...shopper }]);
  await run.run();
  run.remove();
  return (await truthOf(harness, '1'))?.purposes;
}

test('a statement changes the purpose that it names, and so does the next event', async () => {
  expect(await purposesAfter({ marketing: 'UNSUBSCRIBED' })).toEqual(others);
  const yes = { id: '1', email: 'old.1@example.com', more: word('subscribed') };
  await bridge.run(update(28, yes));
  expect((await truthOf(harness, '1'))?.purposes).toEqual({ ...others, email_marketing: true });
});

test('that Shopify never asked the shopper is no statement', async () => {
  expect(await purposesAfter({ marketing: 'NOT_SUBSCRIBED' })).toEqual({ ...others, email_marketing: true });
});
