import type { StoreName } from './store-name';
import { parseWebhookPath, webhookPath } from './webhook-address';

/** Where an environment takes webhooks, or has taken them, besides the address of new subscriptions. */
export interface OwnAddresses {
  /** What still takes them in front of a store's path: the gateway's own address beside a domain, and an older key's. */
  readonly open: readonly string[];
  /** The hosts that are this environment's, whether they take anything or not. */
  readonly hosts: readonly string[];
}

export const noOthers: OwnAddresses = { open: [], hosts: [] };

/** The store that a webhook address names, whatever its host, with or without a domain's key in front. */
function storeAt(address: string): StoreName | undefined {
  if (!URL.canParse(address)) return undefined;
  return parseWebhookPath(new URL(address).pathname.replace(/^\/[0-9a-f]{32,64}(?=\/)/, ''));
}

/**
 * Whether a webhook address belongs to a bridge: two bridges at one store would both create its shoppers. Only the path
 * shows it, because each bridge has a host of its own.
 */
export const looksLikeABridge = (address: string, source: string): boolean =>
  storeAt(address)?.source === source;

/**
 * What an address was to this environment before `url` took its place: `open` where it still takes the store's
 * webhooks, `closed` where it no longer does, or will not with the config as it is. Undefined for any other address.
 */
export function formerAddress(
  address: string,
  { url, own, store }: { readonly url: string; readonly own: OwnAddresses; readonly store: StoreName },
): 'open' | 'closed' | undefined {
  const named = storeAt(address);
  if (address === url || named?.source !== store.source || named.store !== store.store) return undefined;
  if (own.open.some((base) => address === base + webhookPath(store))) return 'open';
  return own.hosts.includes(new URL(address).hostname) ? 'closed' : undefined;
}

/** Tells the former addresses of one store. */
export type FormerAddress = (address: string) => ReturnType<typeof formerAddress>;

/**
 * What is registered, with what comes to an open former address as if it came to the present one: it does come, and
 * only has to be moved before that address is closed.
 */
export function asIfMoved<T>(
  found: readonly T[],
  of: {
    readonly isHere: (each: T) => boolean;
    readonly isOpen: (each: T) => boolean;
    readonly isSame: (a: T, b: T) => boolean;
    readonly moved: (each: T) => T;
  },
): readonly T[] {
  const here = found.filter(of.isHere);
  return found.flatMap((each) => {
    if (!of.isOpen(each)) return [each];
    return here.some((present) => of.isSame(present, each)) ? [] : [of.moved(each)];
  });
}
