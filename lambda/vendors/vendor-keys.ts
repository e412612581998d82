import { isObject, memberOf, parsedJson } from '../json';
import { errorName } from '../log';
import type { Reason } from '../reasons/reason';
import { vendorKeyTimes } from '../retry/retry-times';
import { type StoreName, storeKey } from '../store-name';

/** The key with which a store's customers are read at its vendor, or why there is none. */
export type VendorKey =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: Reason };

export interface VendorKeys {
  of(store: StoreName): Promise<VendorKey>;
  /** After the vendor refused this key: another one that was put in meanwhile; undefined where there is none yet. */
  insteadOf(refused: string, store: StoreName): Promise<string | undefined>;
}

export interface VendorKeysDeps {
  /** The one secret that holds those of all stores: `{"SOURCE/STORE":"KEY"}`. */
  readonly readSecret: () => Promise<string | undefined>;
  /** A read failed: a key that is known goes on being used. */
  readonly onUnread: (error: unknown) => void;
  readonly now: () => Date;
}

/** Reads all stores' keys at once, for the whole process. However many wait for a read, there is one. */
export function vendorKeys({ readSecret, onUnread, now }: VendorKeysDeps): VendorKeys {
  let held: unknown;
  let readAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;
  /** Why the last read failed. */
  let failed: Reason | undefined;

  const readOnce = (): Promise<void> => {
    // Counted from when it was asked for.
    readAt = now().getTime();
    pending ??= readSecret()
      .then(
        (value) => {
          held = value === undefined ? undefined : parsedJson(value);
          failed = undefined;
        },
        (error: unknown) => {
          failed = { code: 'vendor-keys-unreadable', params: { error: errorName(error) } };
          onUnread(error);
        },
      )
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  const isOlderThan = (ms: number) => now().getTime() - readAt >= ms;
  const lasts = (isKnown: boolean) => {
    const { cachedForMs, rereadEveryMs, unreadForMs } = vendorKeyTimes;
    if (failed) return isKnown ? rereadEveryMs : unreadForMs;
    return isKnown ? cachedForMs : rereadEveryMs;
  };
  const keyOf = (store: StoreName) => keyIn(held, storeKey(store));

  return {
    async of(store) {
      if (pending || isOlderThan(lasts(keyOf(store) !== undefined))) await readOnce();
      const key = keyOf(store);
      // The vendor says whether a key still holds, and not whether the secret can be read.
      if (key !== undefined) return { kind: 'key', key };
      return failed ? { kind: 'unreadable', reason: failed } : { kind: 'missing' };
    },
    async insteadOf(refused, store) {
      // A read that fails changes nothing: the answer is the refusal that we have.
      if (isOlderThan(vendorKeyTimes.rereadEveryMs)) await readOnce();
      const key = keyOf(store);
      return key === refused ? undefined : key;
    },
  };
}

/** A key is sent in a header: what cannot stand in one is no key. */
function keyIn(held: unknown, store: string): string | undefined {
  const entry = isObject(held) ? memberOf(held, store) : undefined;
  const key = typeof entry === 'string' ? entry.trim() : '';
  return /^[\x21-\x7e]{1,500}$/.test(key) ? key : undefined;
}
