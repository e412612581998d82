import * as v from 'valibot';
import { parsedJson } from '../../lambda/json';
import type { StoreSettings } from '../../lambda/settings';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { otherAppNote, putReconcileKey } from '../reconcile-keys';
import { adminCredentials } from '../vendors/admin-credentials';
import { given } from '../vendors/given';
import { vendors } from '../vendors/registry';
import { acceptedSecrets } from '../webhook-secrets';

export interface ReconcileKeyOptions {
  readonly clientId?: string;
  readonly browser?: true;
}

const ReconcileKey = v.union([v.string(), v.record(v.string(), v.string())]);

/** The key with which the vendor is asked what has changed. */
export async function setReconcileKey(
  frame: Frame,
  store: StoreSettings,
  options: ReconcileKeyOptions,
): Promise<void> {
  const { environment } = await frame.connect();
  const { terminal } = frame;
  const name = storeKey(store);
  const { changesKey, displayName } = profileOf(store.source);
  const changes = vendorChanges.get(store.source);
  if (!changesKey || !changes) {
    throw new CommandError('usage', `${displayName} cannot be asked what has changed.`);
  }
  const { clientId } = options;
  if (options.browser) {
    const reading = vendors.get(store.source)?.approveReading;
    if (!reading || clientId === undefined) {
      throw new CommandError(
        'usage',
        reading ? 'The app is not named.' : `${displayName} has no approval in a browser.`,
        'Add its --client-id.',
      );
    }
    const { client, ids } = environment.secrets;
    const kept = await adminCredentials(client, ids.admin, terminal.sleep).of(name);
    const approved = await reading.approve(store, { clientId, options: { ...options }, kept, terminal });
    return keepReconcileKey(frame, store, approved);
  }
  const what = clientId === undefined ? changesKey.what : `the client secret of the app ${clientId}`;
  const secret = given(await terminal.askSecret(`Key of ${name} (${environment.name}): ${what}:`));
  const entry = clientId === undefined ? (parsedJson(secret) ?? secret) : { clientId, clientSecret: secret };
  const key = v.safeParse(ReconcileKey, entry);
  if (!key.success || !changes.access(key.output, store)) {
    throw new CommandError(
      'usage',
      `That is not ${changesKey.what}, or not of the mode that ${name} is in (${store.mode}); nothing was changed.`,
    );
  }
  await keepReconcileKey(frame, store, key.output);
}

async function keepReconcileKey(
  frame: Frame,
  store: StoreSettings,
  key: v.InferOutput<typeof ReconcileKey>,
): Promise<void> {
  const { environment } = await frame.connect();
  const name = storeKey(store);
  await putReconcileKey({ ...environment.secrets, sleep: frame.terminal.sleep }, name, key);
  const held = await acceptedSecrets(environment.secrets, name);
  const note = otherAppNote(
    store,
    key,
    held.map(({ secret }) => secret),
  );
  frame.answer({ store: name, secret: 'reconcile-keys', note }, () => [
    `Put in for ${name}. \`reconcile ${store.source}\` shows whether ${profileOf(store.source).displayName} takes it.`,
    ...note,
  ]);
}
