import { storeKey } from '../../../lambda/store-name';
import { Closing } from '../../../local/closing';
import { removals } from '../../../trials/chaos/lost-webhooks';
import { randomFrom } from '../../../trials/chaos/random';
import { startStoreApis } from '../../../trials/chaos/store-apis';
import { type StoryEvent, tellStory } from '../../../trials/chaos/story';
import { trialVendor } from '../../../trials/vendors/registry';

/** The vendors of a run send by what is subscribed to, and answer each store by its key. */
const closing = new Closing();
afterAll(() => closing.close());

const { sendings } = tellStory(500, 7);
const eventsOf = (store: string) => sendings.filter(({ shopper }) => storeKey(shopper) === store);

test('a vendor that has removed a store’s subscriptions sends none of its webhooks, and all others', async () => {
  const { subscriptions, keys, baseUrls } = await startStoreApis(closing, randomFrom(1));
  const stores = Object.keys(keys);
  expect(stores).toHaveLength(removals);
  subscriptions.make(
    Object.fromEntries(stores.map((store) => [store, `https://bridge.example.com/${store}`])),
  );
  const isSubscribedTo = ({ shopper, ...event }: StoryEvent) =>
    trialVendor(shopper.source).story.lists?.subscriptions.topicOf(event) !== undefined;
  const missing = () =>
    stores.filter((store) => eventsOf(store).some((event) => !subscriptions.sends(event)));
  // Shopify's are made by the watchdog's first look.
  const made = stores.filter((store) => store.startsWith('stripe/'));
  expect(missing()).toEqual(stores.filter((store) => !made.includes(store)));
  for (let times = 0; times < removals; times += 1) subscriptions.removeNext();
  expect(missing()).toEqual(stores);
  expect(subscriptions.stillMissing()).toEqual(stores);
  const unsent = sendings.filter((event) => !subscriptions.sends(event));
  expect(unsent).toEqual(sendings.filter(isSubscribedTo));

  // What another key opens, this one does not.
  const ask = (key: string) =>
    fetch(`${baseUrls.stripe}/v1/events?limit=1`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask(keys['stripe/default'] ?? '')).status).toBe(200);
  expect((await ask('rk_live_unknown')).status).toBe(401);
});
