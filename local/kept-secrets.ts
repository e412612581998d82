import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
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

/**
 * The made-up secrets of a data folder. They stay the same from run to run: the ledger finds shoppers by the hash of
 * their e-mail, and an event that was sent before a restart may be sent again.
 * @throws StartError where the file cannot be understood
 */
export function keptSecrets(dataDir: string, stores: readonly StoreName[]): KeptSecrets {
  const path = join(dataDir, 'secrets.json');
  const before = existsSync(path) ? read(path) : undefined;
  const kept: KeptSecrets = {
    webhooks: { ...madeUp(stores, (source) => profileOf(source).secret.local), ...before?.webhooks },
    vendorKeys: { ...madeUp(stores, (source) => profileOf(source).vendorKey?.local), ...before?.vendorKeys },
    changesKeys: {
      ...madeUp(stores, (source) => profileOf(source).changesKey?.local),
      ...before?.changesKeys,
    },
    emailIndex: before?.emailIndex ?? random(),
  };
  writeOwnFile(path, JSON.stringify(kept, null, 2));
  return kept;
}

/** A store for which real ones are given has those, and no made-up one. */
export const withGiven = ({ webhooks }: KeptSecrets, given: StoreSecrets): StoreSecrets => ({
  ...Object.fromEntries(Object.entries(webhooks).map(([store, secret]) => [store, [secret]])),
  ...given,
});

const madeUp = (stores: readonly StoreName[], beginning: (source: string) => string | undefined) =>
  Object.fromEntries(
    stores.flatMap((store) => {
      const start = beginning(store.source);
      // Padding of base64 ends a secret.
      return start === undefined ? [] : [[storeKey(store), start.replace(/=+$/, '') + random()]];
    }),
  );

function read(path: string): KeptSecrets {
  const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), readFileSync(path, 'utf8'));
  if (kept.success) return kept.output;
  throw new StartError(`${path} cannot be understood. Delete the folder that it is in to start anew.`);
}
