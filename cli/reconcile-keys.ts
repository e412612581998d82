import { isDeepStrictEqual } from 'node:util';
import { isObject, memberOf, parsedJson } from '../lambda/json';
import type { StoreSettings } from '../lambda/settings';
import type { ConnectedEnvironment } from './connection/environment';
import { CommandError } from './exit';
import { changeSecret, type SecretAt } from './secret-value';

type Secrets = ConnectedEnvironment['secrets'] & Pick<SecretAt, 'sleep'>;

/** Replaces the key with which `reconcile` asks the store's vendor. @throws CommandError */
export async function putReconcileKey(
  { client, ids, sleep }: Secrets,
  store: string,
  key: string | Readonly<Record<string, string>>,
): Promise<void> {
  const id = ids['reconcile-keys'];
  if (id === undefined) {
    throw new CommandError(
      'failed',
      'The environment has no secret `reconcile-keys`: its vendors are not asked what has changed.',
      'Set `reconcile` in its config, and deploy.',
    );
  }
  // The keys of several stores are in one value: it is read, and the other entries stay as they are.
  await changeSecret({ client, id, sleep }, async ({ current }) => {
    const stored = parsedJson(current?.value.trim() || '{}');
    if (isObject(stored)) {
      const isKept = isDeepStrictEqual(memberOf(stored, store), key);
      return isKept ? undefined : JSON.stringify({ ...stored, [store]: key });
    }
    throw new CommandError(
      'failed',
      'The secret `reconcile-keys` is no JSON object, so no store has a key, and nothing was changed.',
      'Put it right by hand; or put in {}, and the keys again.',
    );
  });
}

/**
 * What to do where `reconcile` asks as another app than the one that signs the store's webhooks: a vendor shows an app its
 * own subscriptions alone.
 * @param held the store's webhook secrets; an app signs with its client secret
 */
export function otherAppNote(
  { subscriptions }: Pick<StoreSettings, 'subscriptions'>,
  key: string | Readonly<Record<string, string>>,
  held: readonly string[],
): readonly string[] {
  const { clientSecret } = typeof key === 'string' ? {} : key;
  const isOther = clientSecret !== undefined && held.length > 0 && !held.includes(clientSecret);
  if (!isOther || subscriptions === 'off') return [];
  return [
    "Its client secret is none of the store's webhook secrets: as another app it sees none of the store's subscriptions. Set `subscriptions: 'off'` at the store.",
  ];
}
