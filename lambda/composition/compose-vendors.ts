import type { Clock } from '../clock';
import { type CircuitBreaker, circuitBreaker } from '../delivery/circuit-breaker';
import { rateLimiter } from '../delivery/rate-limiter';
import { type SendHttp, sentUntilAborted } from '../http/send-http';
import type { OpenCircuit, SharedItems, SharedState } from '../ledger/shared-items';
import { gatherSlotsMs } from '../retry/retry-times';
import type { Settings, StoreSettings } from '../settings';
import { sources } from '../sources/registry';
import type { VendorApi } from '../sources/source';
import { storeKey } from '../store-name';
import { unlessAborted } from '../unless-aborted';
import { vendorKeys } from '../vendors/vendor-keys';
import { type ReadAtVendor, vendorReader } from '../vendors/vendor-reader';

/** Asks the vendor of a store; undefined where its events carry their customers. */
export type VendorOf = (store: StoreSettings) => ReadAtVendor | undefined;

export interface VendorParts {
  readonly of: VendorOf;
  /** Takes the vendors' circuits from the shared state that the batch has read. */
  see(shared: SharedState): void;
  /** The same for one attempt: once it is cancelled, nothing more is read or sent. */
  readonly until: (signal: AbortSignal) => VendorOf;
}

export interface ComposeVendorsDeps extends Clock {
  readonly settings: Settings;
  readonly items: SharedItems;
  readonly http: SendHttp;
  readonly readKeys: () => Promise<string | undefined>;
  readonly onOpen: (api: string, circuit: OpenCircuit) => void;
  readonly onUnread: (error: unknown) => void;
}

/** A reader for each store whose vendor may have to be asked, with a circuit breaker of its own and its account's rate limit. */
export function composeVendors({
  settings,
  items,
  http,
  readKeys,
  onOpen,
  onUnread,
  ...clock
}: ComposeVendorsDeps): VendorParts {
  const { now } = clock;
  const keys = vendorKeys({ readSecret: readKeys, onUnread, now });
  const parts = new Map(
    settings.stores.flatMap((store) => {
      const api = sources.get(store.source)?.api;
      return api ? [[storeKey(store), partsOf(store, api)] as const] : [];
    }),
  );

  function partsOf(store: StoreSettings, api: VendorApi) {
    const name = storeKey(store);
    // Vendors limit an account: two stores of one share its slots, which are named by it.
    const account = [store.source, store.vendorAccount].join('/');
    const { [store.source]: baseUrl = api.baseUrl } = settings.vendorBaseUrls ?? {};
    return {
      store,
      api: { ...api, baseUrl },
      limiter: rateLimiter(
        { perSecond: api.perSecond },
        { ...clock, items, api: account, gatherMs: gatherSlotsMs },
      ),
      breaker: circuitBreaker({
        api: name,
        items,
        retry: settings.retry,
        rateLimited: true,
        now,
        onOpen: (circuit) => onOpen(name, circuit),
      }),
    };
  }

  return {
    of: (store) => {
      const found = parts.get(storeKey(store));
      return found && vendorReader({ ...found, http, keys, now });
    },
    see(shared) {
      for (const { breaker } of parts.values()) breaker.see(shared);
    },
    until(signal) {
      const unless = unlessAborted(signal);
      return (store) => {
        const found = parts.get(storeKey(store));
        if (!found) return undefined;
        return vendorReader({
          ...found,
          now,
          http: sentUntilAborted(http, signal),
          keys: { of: unless(keys.of), insteadOf: unless(keys.insteadOf) },
          limiter: {
            async reserve(...args) {
              const slots = await unless(found.limiter.reserve)(...args);
              return 'waitMs' in slots ? slots : { next: unless(slots.next) };
            },
          },
          breaker: { admit: unless(found.breaker.admit), heard: heardUntil(signal, found.breaker) },
        });
      };
    },
  };
}

/** What a cancelled attempt gave up tells nothing of the vendor, and it writes nothing. */
const heardUntil =
  (signal: AbortSignal, { heard }: Pick<CircuitBreaker, 'heard'>): CircuitBreaker['heard'] =>
  async (answer, request) =>
    signal.aborted ? undefined : heard(answer, request);
