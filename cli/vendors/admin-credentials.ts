import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';

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
export function adminCredentials(client: SecretsManagerClient, id: string | undefined): AdminCredentials {
  async function all(): Promise<Readonly<Record<string, AdminCredential>>> {
    if (id === undefined) return {};
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
      const stored = v.safeParse(Stored, SecretString ?? '{}');
      return stored.success ? stored.output : {};
    } catch (error) {
      // Created empty: nothing was ever kept.
      if (error instanceof ResourceNotFoundException) return {};
      throw error;
    }
  }

  return {
    async of(store) {
      const credentials = await all();
      return Object.hasOwn(credentials, store) ? credentials[store] : undefined;
    },
    async keep(store, credential) {
      if (id === undefined) return;
      const SecretString = JSON.stringify({ ...(await all()), [store]: credential });
      await client.send(new PutSecretValueCommand({ SecretId: id, SecretString }));
    },
  };
}
