import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { StoreSettings } from '../lambda/settings';
import { profileOf } from '../lambda/sources/profiles';
import { type StoreName, storeKey } from '../lambda/store-name';
import { writeOwnFile } from './own-file';
import { StartError } from './start-error';
import type { StoreSecrets } from './webhook-secrets';

const Kept = v.object({
  /** Webhook secrets, by `source/store`. */
  webhooks: v.record(v.string(), v.string()),
  /** The keys with which `deliver` reads at the local vendors, by `source/store`. */
  vendorKeys: v.record(v.string(), v.string()),
  /** Those of `reconcile`. */
  changesKeys: v.record(v.string(), v.string()),
  emailIndex: v.string(),
});

/** What the local run signs, reads and hashes with, where nothing real is given. */
export type KeptSecrets = v.InferOutput<typeof Kept>;

const random = () => randomBytes(16).toString('hex');

/** A store, and where its vendor's keys name their mode, which one it is. */
export type StoreOfKeys = StoreName & Partial<Pick<StoreSettings, 'mode'>>;

/**
 * The made-up secrets of a data folder. They stay the same from run to run: the ledger finds shoppers by the hash of
 * their e-mail, and an event that was sent before a restart may be sent again. A key of another mode than the store's is
 * replaced.
 * @throws StartError where the file cannot be understood
 */
export function keptSecrets(dataDir: string, stores: readonly StoreOfKeys[]): KeptSecrets {
  const path = join(dataDir, 'secrets.json');
  const before = existsSync(path) ? read(path) : undefined;
  const keptOr = (old: Secrets | undefined, beginning: (store: StoreOfKeys) => string | undefined) => ({
    ...old,
    ...madeUp(stores, beginning, old),
  });
  const kept: KeptSecrets = {
    webhooks: keptOr(before?.webhooks, ({ source }) => profileOf(source).secret.local),
    vendorKeys: keptOr(before?.vendorKeys, (store) => localKey(profileOf(store.source).vendorKey, store)),
    changesKeys: keptOr(before?.changesKeys, (store) => localKey(profileOf(store.source).changesKey, store)),
    emailIndex: before?.emailIndex ?? random(),
  };
  writeOwnFile(path, JSON.stringify(kept, null, 2));
  return kept;
}

interface LocalKey {
  readonly local: string;
  readonly localLive?: string;
}

const localKey = (key: LocalKey | undefined, { mode }: StoreOfKeys) =>
  mode === 'live' ? (key?.localLive ?? key?.local) : key?.local;

/** A store for which real ones are given has those, and no made-up one. */
export const withGiven = ({ webhooks }: KeptSecrets, given: StoreSecrets): StoreSecrets => ({
  ...Object.fromEntries(Object.entries(webhooks).map(([store, secret]) => [store, [secret]])),
  ...given,
});

type Secrets = Readonly<Record<string, string>>;

/** By `source/store`; the old one, where it begins as it has to. */
const madeUp = (
  stores: readonly StoreOfKeys[],
  beginning: (store: StoreOfKeys) => string | undefined,
  old: Secrets = {},
) =>
  Object.fromEntries(
    stores.flatMap((store) => {
      // Padding of base64 ends a secret.
      const start = beginning(store)?.replace(/=+$/, '');
      if (start === undefined) return [];
      const name = storeKey(store);
      const { [name]: kept } = old;
      return [[name, kept?.startsWith(start) ? kept : start + random()]];
    }),
  );

function read(path: string): KeptSecrets {
  const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), readFileSync(path, 'utf8'));
  if (kept.success) return kept.output;
  throw new StartError(`${path} cannot be understood. Delete the folder that it is in to start anew.`);
}
