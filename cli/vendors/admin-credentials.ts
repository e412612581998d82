import { isDeepStrictEqual } from 'node:util';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { isObject, parsedJson } from '../../lambda/json';
import { fingerprintOf } from '../../lambda/sources/signature';
import { parseStoreKey } from '../../lambda/store-name';
import { CommandError } from '../exit';
import { changeSecret, readVersions, type SecretAt } from '../secret-value';
import type { AdminCredential, ChangeKept } from './admin-credential';
import { vendors } from './registry';

const Credential = v.union([...vendors.values()].flatMap(({ credentials }) => credentials));

/** Entries of other forms are carried over unchanged: a later version's, or what somebody entered by hand. */
type Stored = Readonly<Record<string, unknown>>;

/** The environment's admin credentials, by `source/store`, in one secret that no function may read. */
export interface AdminCredentials {
  /** @throws CommandError where the stored entry cannot be read */
  of(store: string): Promise<AdminCredential | undefined>;
  /** @throws CommandError where storing it would overwrite what is there and cannot be read */
  keep(store: string, credential: AdminCredential): Promise<void>;
  /** The same for a change that depends on what is kept; what cannot be read counts as nothing. */
  change(store: string, change: Parameters<ChangeKept>[0]): ReturnType<ChangeKept>;
  /** The stores for which the secret with this fingerprint is kept; undefined where that cannot be read. */
  keptFor(fingerprint: string): Promise<readonly string[] | undefined>;
}

/** @param id of the secret `admin` */
export function adminCredentials(
  client: SecretsManagerClient,
  id: string,
  sleep?: SecretAt['sleep'],
): AdminCredentials {
  const stored = async () => storedIn((await readVersions({ client, id, sleep })).current?.value);
  const change: AdminCredentials['change'] = async (store, changed) => {
    let now: AdminCredential | undefined;
    await changeSecret({ client, id, sleep }, async ({ current }) => {
      const entries = storedIn(current?.value) ?? unreadable();
      const kept = Object.hasOwn(entries, store) ? v.safeParse(Credential, entries[store]) : undefined;
      const wanted = changed(kept?.success ? kept.output : undefined);
      now = wanted ?? (kept?.success ? kept.output : undefined);
      const isKept = wanted === undefined || isDeepStrictEqual(entries[store], wanted);
      return isKept ? undefined : JSON.stringify({ ...entries, [store]: wanted });
    });
    return now;
  };
  return {
    change,
    async of(store) {
      const entries = (await stored()) ?? unreadable();
      if (!Object.hasOwn(entries, store)) return undefined;
      const credential = v.safeParse(Credential, entries[store]);
      if (credential.success) return credential.output;
      throw new CommandError(
        'failed',
        `What the secret \`admin\` keeps for ${store} cannot be read.`,
        `\`subscribe ${parseStoreKey(store)?.source}\` with --access keeps it anew.`,
      );
    },
    keep: async (store, credential) => void (await change(store, () => credential)),
    async keptFor(fingerprint) {
      const entries = await stored();
      return (
        entries &&
        Object.keys(entries).filter((store) =>
          Object.values(entries[store] ?? {}).some(
            (value) => typeof value === 'string' && fingerprintOf(value) === fingerprint,
          ),
        )
      );
    },
  };
}

/** Undefined where it cannot be read. The secret exists, empty, from the first deployment on. */
function storedIn(value = ''): Stored | undefined {
  if (value.trim() === '') return {};
  const stored = parsedJson(value);
  return isObject(stored) ? stored : undefined;
}

function unreadable(): never {
  throw new CommandError(
    'failed',
    'The secret `admin` is no JSON object, so nothing that it keeps can be read, and nothing is kept in it.',
    'Put it right by hand; or put in {}, and give `subscribe` with --access for each store.',
  );
}
