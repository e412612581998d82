import { isDeepStrictEqual } from 'node:util';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { changeSecret, readVersions, type SecretAt } from '../secret-value';

const Text = v.pipe(v.string(), v.minLength(1));
const Credential = v.union([
  /** Shopify: an access token that lasts, of a custom app or of an approval in the browser. */
  v.strictObject({ token: Text }),
  /** Shopify: an app that signs in by itself, for a token of 24 hours each time. */
  v.strictObject({ clientId: Text, clientSecret: Text }),
  /** Stripe: a secret or restricted key. */
  v.strictObject({ key: Text }),
]);
/** What opens the administration of one store at its vendor. */
export type AdminCredential = v.InferOutput<typeof Credential>;

const Stored = v.pipe(v.string(), v.parseJson(), v.record(v.string(), Credential));

/** The environment's admin credentials, by `source/store`, in one secret that no function may read. */
export interface AdminCredentials {
  of(store: string): Promise<AdminCredential | undefined>;
  keep(store: string, credential: AdminCredential): Promise<void>;
}

/** @param id of the secret `admin`; undefined where the environment has none. */
export function adminCredentials(
  client: SecretsManagerClient,
  id: string | undefined,
  sleep?: SecretAt['sleep'],
): AdminCredentials {
  return {
    async of(store) {
      if (id === undefined) return undefined;
      const credentials = read((await readVersions({ client, id })).current?.value);
      return Object.hasOwn(credentials, store) ? credentials[store] : undefined;
    },
    async keep(store, credential) {
      if (id === undefined) return;
      await changeSecret({ client, id, sleep }, async ({ current }) => {
        const kept = read(current?.value);
        const isKept = isDeepStrictEqual(kept[store], credential);
        return isKept ? undefined : JSON.stringify({ ...kept, [store]: credential });
      });
    },
  };
}

function read(value: string | undefined): Readonly<Record<string, AdminCredential>> {
  const stored = v.safeParse(Stored, value ?? '{}');
  return stored.success ? stored.output : {};
}
