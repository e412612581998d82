import type { Command } from 'commander';
import { profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { sourceArgument } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { thinVendors, vendors } from '../vendors/registry';
import { addSecret } from '../webhook-secrets';
import { showFingerprints } from './fingerprints';
import type { StoreOptions } from './options';
import { setMasivo } from './set-masivo';
import { type ReconcileKeyOptions, setReconcileKey } from './set-reconcile-key';
import { setVendorKey } from './set-vendor-key';

interface SetOptions extends StoreOptions, ReconcileKeyOptions {
  readonly key?: true;
  readonly reconcile?: true;
  readonly untried?: true;
}

/** What a store signs with; or, by its options, a key that opens Masivo or a vendor. */
export function setSecret(frame: Frame): Command {
  const command = bridgeCommand(
    'set',
    'AdminPolicy',
    'put in a new secret from a prompt or a pipe; the earlier ones stay valid',
  )
    .addArgument(sourceArgument('<source>', 'or masivo, for the key that signs in there', ['masivo']))
    // Nothing behind it: whoever gives the secret there would read it back in a message.
    .option('--store <name>', 'where the source has more than one; or as source/store')
    .option('--key', `${thinVendors()}: the key with which the customers of thin events are read`)
    .option('--untried', 'masivo: put it in without trying it at Masivo first')
    .option('--reconcile', 'the key with which the vendor is asked what has changed')
    .option(
      '--client-id <id>',
      'with --reconcile: of an app that signs in by itself, or with --browser, whose client secret is asked for',
    )
    .option('--browser', "with --client-id: the shop's owner approves the app in a browser")
    .action(async (source: string, options: SetOptions) => {
      const { store, key, reconcile } = options;
      const { environment } = await frame.connect();
      if (source === 'masivo') return setMasivo(frame, options.untried === true);
      const chosen = chosenStore(environment.settings, { source, name: undefined, store });
      if (key) return setVendorKey(frame, chosen);
      if (reconcile) return setReconcileKey(frame, chosen, options);
      const name = storeKey(chosen);
      const { askSecret, sleep } = frame.terminal;
      const secret = await askSecret(`Secret of ${name} (${environment.name}):`);
      refuseWhatIsNoSecret(secret);
      showFingerprints(frame, name, await addSecret({ ...environment.secrets, sleep }, name, secret), [
        'The new one works at once, the earlier ones go on working. Revoke those when the vendor has stopped using them.',
      ]);
    });
  for (const { approveReading } of vendors.values()) {
    for (const option of approveReading?.options() ?? []) command.addOption(option);
  }
  return command;
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
