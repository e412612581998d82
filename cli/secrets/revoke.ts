import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import { sourceArgument, storeArgument, storeOption } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { adminCredentials } from '../vendors/admin-credentials';
import { revokeSecret } from '../webhook-secrets';
import { showFingerprints } from './fingerprints';
import type { StoreOptions } from './options';

export function revokeStoreSecret(frame: Frame): Command {
  return bridgeCommand('revoke', 'AdminPolicy', 'refuse from now on what a leaked secret signs')
    .addArgument(sourceArgument('<source>', 'which stores sign with it'))
    .argument(...storeArgument)
    .requiredOption('--fingerprint <fingerprint>', 'which one, as `secrets list` shows it')
    .option(...storeOption)
    .option('--force', 'even if it is the only one: the store is turned away then')
    .action(
      async (
        source: string,
        given: string | undefined,
        options: StoreOptions & { fingerprint: string; force?: true },
      ) => {
        const { environment } = await frame.connect();
        const name = storeKey(
          chosenStore(environment.settings, { source, name: given, store: options.store }),
        );
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
            return showFingerprints(frame, name, result.left, [
              `${fingerprint} is revoked: it is refused everywhere within 5 minutes.`,
              `\`deliveries --signed-with ${fingerprint}\` lists what it signed.`,
            ]);
          default:
            return result satisfies never;
        }
      },
    );
}

/** A secret may also open the vendor's API: a revocation does not remove the copy kept for that. */
function stillKept(stores: readonly string[] | undefined): readonly string[] {
  if (!stores) return ['Whether the secret `admin` keeps it as well cannot be read: look there by hand.'];
  return stores.map(
    (store) =>
      `The secret \`admin\` still keeps it for ${store}: give \`subscribe\` with --access and the new one.`,
  );
}
