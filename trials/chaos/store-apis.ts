import type { CustomerReader } from '../../cli/backfill/engine/readers/reader';
import { systemClock } from '../../lambda/clock';
import { parseStoreKey, type StoreName, storeKey } from '../../lambda/store-name';
import type { Closing } from '../../local/closing';
import { bindPort } from '../../local/listen';
import { vendorListener } from '../../local/vendors/server';
import type { LocalVendorApi, VendorRequest } from '../../local/vendors/vendor';
import { newToken } from '../../operator/console/access/token';
import { trialSources, trialVendor } from '../vendors/registry';
import type { Random } from './random';
import { storesOfStory } from './shopper';
import type { Put } from './store-books';
import type { StoryEvent } from './story';

/** What becomes of a request instead of an answer. */
export type Disturb = (
  request: VendorRequest,
) => { readonly status: number; readonly body: object } | undefined;

export interface StoreApis {
  /** As the settings have them. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** The secret `reconcile-keys`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly put: Put;
  readonly subscriptions: Subscriptions;
  /** A store's own list of its customers. @param folder for what it writes */
  customers(store: StoreName, folder: string): CustomerReader;
  disturb: Disturb;
}

/** The stores' webhook subscriptions, by the address of each. */
export interface Subscriptions {
  /** As `subscribe` leaves them. @param urls by `source/store` */
  make(urls: Readonly<Record<string, string>>): void;
  /** The vendor gives up on those of one store after the other. */
  removeNext(): void;
  /** Whether the vendor sends this event. */
  sends(event: StoryEvent): boolean;
  /** The stores of which webhooks were missed, and still are not sent. By `source/store`. */
  stillMissing(): readonly string[];
}

/** How late a change is in its vendor's lists: less than the overlap of two runs, which there is for it. */
const mostLateMs = 3000;

/**
 * The vendors' APIs, each with all stores of the story, which are told apart by the key as the vendor does. In a story
 * weeks pass within minutes: so lists go by when the run came to a change, and what they hold has the story's dates.
 */
export async function startStoreApis(closing: Closing, random: Random): Promise<StoreApis> {
  const changed = new WeakMap<object, number>();
  const changedAt = (held: unknown) =>
    typeof held === 'object' && held !== null ? changed.get(held) : undefined;
  const byStore = new Map<string, LocalVendorApi>();
  const baseUrls: Record<string, string> = {};
  const keys: Record<string, string> = {};
  const latest = new Map<string, number>();
  const urls: Record<string, string> = {};
  const heldBy = new Map<string, Map<string, unknown>>();
  let removed = 0;
  const missed = new Map<string, StoryEvent>();

  function isSubscribed(event: StoryEvent): boolean {
    const key = storeKey(event.shopper);
    const topic = subscriptionsOf(key)?.topicOf(event);
    const subscribed = byStore.get(key)?.subscriptions?.() ?? [];
    return (
      topic === undefined ||
      subscribed.some(({ address, topics }) => address === urls[key] && topics.includes(topic))
    );
  }

  const apis: StoreApis = {
    baseUrls,
    keys,
    disturb: () => undefined,
    subscriptions: {
      make(given) {
        Object.assign(urls, given);
        for (const [key, api] of byStore) {
          const made = subscriptionsOf(key)?.made(urls[key] ?? '');
          if (made) api.put(made);
        }
      },
      removeNext() {
        const stores = [...byStore];
        const [key, api] = stores[removed++ % stores.length] ?? [];
        if (key && api) subscriptionsOf(key)?.remove(api, urls[key] ?? '');
      },
      sends(event) {
        const isSent = isSubscribed(event);
        if (!isSent) missed.set(storeKey(event.shopper), event);
        return isSent;
      },
      stillMissing: () => [...missed].flatMap(([key, event]) => (isSubscribed(event) ? [] : [key])),
    },
    customers(store, folder) {
      const key = storeKey(store);
      const { lists } = trialVendor(store.source).story;
      if (!lists) throw new Error(`${store.source} has no list`);
      const holds = [...(heldBy.get(key) ?? [])].map(([, each]) => each);
      return lists.customers(holds, { url: baseUrls[store.source] ?? '', key: keys[key] ?? '', folder });
    },
    put(store, id, held) {
      latest.set(id, Date.now());
      // As it is by then: a later change is in it.
      void systemClock.sleep(random.between(0, mostLateMs)).then(() => {
        const now = held();
        for (const each of Object.values(now))
          if (typeof each === 'object' && each !== null) changed.set(each, latest.get(id) ?? 0);
        byStore.get(storeKey(store))?.put(now);
        const all = heldBy.get(storeKey(store)) ?? new Map<string, unknown>();
        for (const [name, each] of Object.entries(now)) all.set(name, each);
        heldBy.set(storeKey(store), all);
      });
    },
  };

  for (const source of trialSources) {
    const { lists } = trialVendor(source).story;
    if (!lists) continue;
    const own = storesOfStory.map((store) => {
      const key = lists.key(store);
      keys[storeKey({ source, store })] = key;
      const api = lists.make([key], changedAt);
      byStore.set(storeKey({ source, store }), api);
      return api;
    });
    const bound = await bindPort('PORT', 0);
    closing.add(bound.close);
    bound.serve(
      vendorListener(
        anyOf(own, (request) => apis.disturb(request)),
        newToken(),
      ),
    );
    baseUrls[source] = `http://127.0.0.1:${bound.port}`;
  }
  return apis;
}

const subscriptionsOf = (key: string) =>
  trialVendor(parseStoreKey(key)?.source ?? '').story.lists?.subscriptions;

/** One that answers for each account that its key is of. */
const anyOf = (own: readonly LocalVendorApi[], disturb: Disturb): LocalVendorApi => ({
  put: () => {},
  answer(request) {
    const disturbed = disturb(request);
    if (disturbed) return disturbed;
    const answers = own.map((api) => api.answer(request));
    return answers.find(({ status }) => status !== 401) ?? answers[0] ?? { status: 404, body: {} };
  },
});

/** The stores that can be asked. */
export const askedStores = <S extends StoreName>({ keys }: Pick<StoreApis, 'keys'>, stores: readonly S[]) =>
  stores.filter((store) => Object.hasOwn(keys, storeKey(store)));
