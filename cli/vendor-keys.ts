import { isObject, memberOf, parsedJson } from '../lambda/json';
import type { ConnectedEnvironment } from './connection/environment';
import { CommandError } from './exit';
import { changeSecret, readVersions, type SecretAt, type SecretVersion } from './secret-value';

type Secrets = ConnectedEnvironment['secrets'] & Pick<SecretAt, 'sleep'>;

/**
 * The keys with which `deliver` reads at the vendors, by `source/store`. An entry may be anything, because people fill
 * the secret as well.
 */
export type StoredVendorKeys = Readonly<Record<string, unknown>>;

/** Undefined where the environment has no such secret. @throws CommandError where its value cannot be read */
export async function storedVendorKeys(secrets: Secrets): Promise<StoredVendorKeys | undefined> {
  const at = vendorKeys(secrets);
  return at && storedIn((await readVersions(at)).current);
}

/** The store's key; undefined where there is none. @throws CommandError where it cannot be read */
export function vendorKeyIn(stored: StoredVendorKeys, store: string): string | undefined {
  const key = memberOf(stored, store);
  if (key === undefined || key === '') return undefined;
  if (typeof key === 'string') return key;
  throw new CommandError('failed', `What the secret \`vendor-keys\` holds for ${store} is no text.`);
}

/** Replaces the store's key: the vendor accepts the one before until it is revoked there. @throws CommandError */
export async function putVendorKey(secrets: Secrets, store: string, key: string): Promise<void> {
  const at = vendorKeys(secrets);
  if (!at) {
    throw new CommandError(
      'failed',
      'The environment has no secret `vendor-keys`: one is made where a store has `events: true` in its settings.',
      `Set it at ${store}, and deploy.`,
    );
  }
  // The keys of several stores are in one value: it is read, and the other entries stay as they are.
  await changeSecret(at, async ({ current }) => {
    const stored = storedIn(current);
    return memberOf(stored, store) === key ? undefined : JSON.stringify({ ...stored, [store]: key });
  });
}

/** The secret is created empty. */
function storedIn(version: SecretVersion | undefined): StoredVendorKeys {
  const stored = parsedJson(version?.value.trim() || '{}');
  if (isObject(stored)) return stored;
  throw new CommandError(
    'failed',
    'The secret `vendor-keys` is no JSON object, so `deliver` has no key, and nothing was changed.',
    'Put it right by hand; or put in {}, and the keys again: `secrets set SOURCE --key`.',
  );
}

function vendorKeys({ client, ids, sleep }: Secrets): SecretAt | undefined {
  const id = ids['vendor-keys'];
  return id === undefined ? undefined : { client, id, sleep };
}
