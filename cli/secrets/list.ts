import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import { sourceArgument, storeArgument, storeOption } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { acceptedIn, acceptedSecrets, storedSecrets } from '../webhook-secrets';
import { showAllFingerprints, showFingerprints } from './fingerprints';
import type { StoreOptions } from './options';

export function listSecrets(frame: Frame): Command {
  return bridgeCommand('list', 'AdminPolicy', 'the secrets that a store may sign with, by fingerprint')
    .addArgument(sourceArgument('[source]', 'without it, all stores', ['masivo']))
    .argument(...storeArgument)
    .option(...storeOption)
    .action(async (source: string | undefined, given: string | undefined, { store }: StoreOptions) => {
      const { environment } = await frame.connect();
      if (source === 'masivo') {
        throw new CommandError(
          'usage',
          "Masivo's API key has no fingerprint that is listed.",
          'The command doctor says whether it is there and works.',
        );
      }
      if (source !== undefined || store !== undefined) {
        const name = storeKey(chosenStore(environment.settings, { source, name: given, store }));
        return showFingerprints(frame, name, await acceptedSecrets(environment.secrets, name));
      }
      const stored = await storedSecrets(environment.secrets);
      showAllFingerprints(
        frame,
        environment.settings.stores.map(storeKey).map((name) => [name, acceptedIn(stored, name)] as const),
      );
    });
}
