import type { Command } from 'commander';
import * as v from 'valibot';
import { parsedJson } from '../../lambda/json';
import { credentialOf } from '../../lambda/masivo/credential';
import type { StoreSettings } from '../../lambda/settings';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { profileOf, profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { sourceNames } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';
import { otherAppNote, putReconcileKey } from '../reconcile-keys';
import { chosenStore } from '../stores';
import { putVendorKey } from '../vendor-keys';
import { adminCredentials } from '../vendors/admin-credentials';
import { given } from '../vendors/given';
import { thinVendors, vendors } from '../vendors/registry';
import {
  type AcceptedSecret,
  acceptedIn,
  acceptedSecrets,
  addSecret,
  put,
  revokeSecret,
  storedSecrets,
} from '../webhook-secrets';

interface Options {
  readonly store?: string;
}

interface SetOptions {
  readonly key?: true;
  readonly reconcile?: true;
  readonly clientId?: string;
  readonly browser?: true;
}

/** Webhook secrets and Masivo's credential. A secret is never an argument: shells keep those in their history. */
export function secrets(frame: Frame): Command {
  const group = bridgeCommand('secrets', undefined, 'list, set or revoke what stores sign with');
  group.addCommand(list(frame)).addCommand(set(frame)).addCommand(revoke(frame));
  return group;
}

const storeOption = ['--store <name>', 'where the source has more than one'] as const;

function list(frame: Frame): Command {
  return bridgeCommand('list', 'AdminPolicy', 'the secrets that a store may sign with, by fingerprint')
    .argument('[source]', `${sourceNames}; without it, all stores`)
    .option('--store <name>', 'where the source has more than one; or as source/store')
    .action(async (source: string | undefined, { store }: Options) => {
      const { environment } = await frame.connect();
      if (source === 'masivo') {
        throw new CommandError(
          'usage',
          "Masivo's API key has no fingerprint that is listed.",
          'The command doctor says whether it is there and works.',
        );
      }
      if (source !== undefined || store !== undefined) {
        const name = storeKey(chosenStore(environment.settings, { source, store }));
        return show(frame, name, await acceptedSecrets(environment.secrets, name));
      }
      const stored = await storedSecrets(environment.secrets);
      showAll(
        frame,
        environment.settings.stores.map(storeKey).map((name) => [name, acceptedIn(stored, name)] as const),
      );
    });
}

function set(frame: Frame): Command {
  const command = bridgeCommand(
    'set',
    'AdminPolicy',
    'put in a new secret from a prompt or a pipe; the earlier ones stay valid',
  )
    .argument('<source>', `${sourceNames}; or masivo, for the key that signs in there`)
    .option(...storeOption)
    .option('--key', `${thinVendors()}: the key with which the customers of thin events are read`)
    .option('--reconcile', 'the key with which the vendor is asked what has changed')
    .option(
      '--client-id <id>',
      'with --reconcile: of an app that signs in by itself, or with --browser, whose client secret is asked for',
    )
    .option('--browser', "with --client-id: the shop's owner approves the app in a browser")
    .action(async (source: string, options: Options & SetOptions) => {
      const { store, key, reconcile } = options;
      const { environment } = await frame.connect();
      if (source === 'masivo') return setMasivo(frame);
      const chosen = chosenStore(environment.settings, { source, store });
      if (key) return setVendorKey(frame, chosen);
      if (reconcile) return setReconcileKey(frame, chosen, options);
      const name = storeKey(chosen);
      const { askSecret, sleep } = frame.terminal;
      const secret = await askSecret(`Secret of ${name} (${environment.name}):`);
      refuseWhatIsNoSecret(secret);
      show(frame, name, await addSecret({ ...environment.secrets, sleep }, name, secret), [
        'The new one works at once, the earlier ones go on working. Revoke those when the vendor has stopped using them.',
      ]);
    });
  for (const { approveReading } of vendors.values()) {
    for (const option of approveReading?.options() ?? []) command.addOption(option);
  }
  return command;
}

async function setMasivo(frame: Frame): Promise<void> {
  const { environment } = await frame.connect();
  const credential = credentialOf(
    await frame.terminal.askSecret(
      `API key of ${environment.settings.masivo.account} (${environment.name}):`,
    ),
  );
  if (!credential) throw new CommandError('usage', 'That is neither an API key nor a token.');
  const { kind, ...value } = credential;
  await put(environment.secrets, 'masivo', JSON.stringify(value));
  frame.answer({ environment: environment.name, secret: 'masivo', kind }, () => [
    `Put in as ${kind === 'apiKey' ? 'an API key' : 'a token'}. It is used within an hour, or at once if the old one is refused:`,
    'keep the old one valid until then.',
  ]);
}

async function setVendorKey(frame: Frame, store: StoreSettings): Promise<void> {
  const { environment } = await frame.connect();
  const { terminal } = frame;
  const name = storeKey(store);
  const thin = vendors.get(store.source)?.thin;
  const { vendorKey, displayName } = profileOf(store.source);
  if (!thin || !vendorKey) {
    throw new CommandError(
      'usage',
      `${displayName} has no thin events, so nothing is read there with a key.`,
    );
  }
  const key = given(await terminal.askSecret(`Key of ${name} (${environment.name}): ${vendorKey.what}:`));
  const baseUrl = environment.settings.vendorBaseUrls?.[store.source];
  await thin.refuseKey(store, key, { variables: terminal.environment, baseUrl });
  await putVendorKey({ ...environment.secrets, sleep: terminal.sleep }, name, key);
  frame.answer({ store: name, secret: 'vendor-keys' }, () => [
    `Put in for ${name}. It is used within five minutes: revoke the old one at ${displayName} after that.`,
  ]);
}

async function setReconcileKey(frame: Frame, store: StoreSettings, options: SetOptions): Promise<void> {
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

const ReconcileKey = v.union([v.string(), v.record(v.string(), v.string())]);

function revoke(frame: Frame): Command {
  return bridgeCommand('revoke', 'AdminPolicy', 'refuse from now on what a leaked secret signs')
    .argument('<source>', sourceNames)
    .requiredOption('--fingerprint <fingerprint>', 'which one, as `secrets list` shows it')
    .option(...storeOption)
    .option('--force', 'even if it is the only one: the store is turned away then')
    .action(async (source: string, options: Options & { fingerprint: string; force?: true }) => {
      const { environment } = await frame.connect();
      const name = storeKey(chosenStore(environment.settings, { source, store: options.store }));
      const { fingerprint } = options;
      const { client, ids } = environment.secrets;
      const { sleep } = frame.terminal;
      const keptFor = await adminCredentials(client, ids.admin, sleep).keptFor(fingerprint);
      const result = await revokeSecret({ ...environment.secrets, sleep }, name, fingerprint, {
        evenTheLast: options.force === true,
        beforeRevoking: async () => (await frame.operator()).recordRevocation(name, fingerprint),
      });
      switch (result.kind) {
        case 'unknown':
          throw new CommandError(
            'failed',
            `No secret of ${name} has the fingerprint ${fingerprint}.`,
            `It has ${result.accepted.map((each) => each.fingerprint).join(', ') || 'none at all'}.`,
          );
        case 'last':
          throw new CommandError(
            'unsafe',
            `It is the only secret of ${name}: without it the store is turned away.`,
            `Put in the new one first (\`secrets set ${source}\`), or add --force.`,
          );
        case 'revoked':
          for (const line of stillKept(keptFor)) frame.terminal.err(line);
          return show(frame, name, result.left, [
            `${fingerprint} is revoked: it is refused everywhere within 5 minutes.`,
            `\`deliveries --signed-with ${fingerprint}\` lists what it signed.`,
          ]);
        default:
          return result satisfies never;
      }
    });
}

/** A secret may also open the vendor's API: a revocation does not remove the copy kept for that. */
function stillKept(stores: readonly string[] | undefined): readonly string[] {
  if (!stores) return ['Whether the secret `admin` keeps it as well cannot be read: look there by hand.'];
  return stores.map(
    (store) =>
      `The secret \`admin\` still keeps it for ${store}: give \`subscribe\` with --access and the new one.`,
  );
}

/** Those of all stores, in one table. */
function showAll(
  frame: Frame,
  stores: readonly (readonly [store: string, accepted: readonly AcceptedSecret[]])[],
): void {
  const shown = stores.map(([store, accepted]) => ({ store, secrets: fingerprints(accepted) }));
  frame.answer(shown, () =>
    table(
      frame.paint,
      ['store', 'fingerprint'],
      shown.flatMap(({ store, secrets }) =>
        secrets.length === 0
          ? [[store, 'none: its webhooks are rejected']]
          : secrets.map(({ fingerprint }) => [store, fingerprint]),
      ),
    ),
  );
}

const fingerprints = (accepted: readonly AcceptedSecret[]) =>
  accepted.map(({ fingerprint }) => ({ fingerprint }));

/** Fingerprints only: no secret is ever shown. */
function show(
  frame: Frame,
  store: string,
  accepted: readonly AcceptedSecret[],
  words: readonly string[] = [],
): void {
  const shown = fingerprints(accepted);
  frame.answer({ store, secrets: shown }, () => [
    ...(shown.length === 0
      ? [`${store} has no secret: its webhooks are turned away.`]
      : table(
          frame.paint,
          ['store', 'fingerprint'],
          shown.map(({ fingerprint }) => [store, fingerprint]),
        )),
    ...words,
  ]);
}

function refuseWhatIsNoSecret(secret: string): void {
  if (secret === '') throw new CommandError('usage', 'Nothing was entered, and nothing was changed.');
  if (/\s/.test(secret) || /^[[{"]/.test(secret)) {
    throw new CommandError('usage', 'Give one secret, as the vendor shows it; nothing was changed.');
  }
  // Pasted by mistake, also of another vendor: keys to an API, which sign nothing.
  if ([...profiles.values()].some((profile) => profile.secret.apiKeys.test(secret))) {
    throw new CommandError(
      'usage',
      "That is a key to the vendor's API and no signing secret; nothing was changed.",
      'docs/deploy.md says where each vendor shows the signing secret.',
    );
  }
}
