import type { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { type CarriedOver, carryOver } from '../../operator/core/carry-over';
import { sdkSecrets } from '../../operator/core/sdk-calls';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';

/** Before a restored ledger is attached: what it has forgotten and must not. */
export function carryover(frame: Frame): Command {
  return bridgeCommand(
    'carryover',
    'MigrationPolicy',
    'bring erasures, tasks and consents into a restored ledger, before it is attached; without --yes only says so',
  )
    .requiredOption('--to <table>', 'the restored table')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      'And rights of your own on the restored table: Scan, GetItem, PutItem, UpdateItem, DeleteItem.',
    )
    .action(async ({ to, yes }: { readonly to: string; readonly yes?: true }) => {
      const { environment } = await frame.connect();
      const { client, tableName: from } = environment.ledger;
      if (to === from) {
        throw new CommandError(
          'usage',
          `${to} is the environment's own ledger.`,
          'Name the restored table, and attach it only afterwards (docs/operate/restore.md).',
        );
      }
      if (!yes) {
        return frame.answer({ done: false, from, to }, () => [
          `To bring erasures, tasks and consents from ${from} into ${to}.`,
          'Nothing was done. --yes does it.',
        ]);
      }
      const readSecret = namedSecrets(sdkSecrets(environment.secrets.client), environment.secrets.ids);
      const bar = frame.terminal.progress('{value} items read', 1);
      const carried = await carryOver({
        client,
        from,
        to,
        settings: environment.settings,
        hash: keyedHash(() => readSecret('email-index')),
        clock: systemClock,
        onProgress: (read) => bar.update(read),
      }).finally(() => bar.stop());
      if (carried.unreadable > 0) frame.fail();
      frame.answer({ done: true, from, to, ...carried }, () => lines(to, carried));
    });
}

const lines = (
  to: string,
  { tombstones, consents, tasks, deleted, unreadable }: CarriedOver,
): readonly string[] => [
  `${to} has ${tombstones} tombstones, ${tasks} tasks and the later consent of ${consents} customers; ${deleted} items about erased people and shops were deleted.`,
  ...(unreadable > 0
    ? [
        `${unreadable} customers of the replaced ledger cannot be read: what they stated since is not carried over.`,
      ]
    : []),
  'It may be attached now.',
];
