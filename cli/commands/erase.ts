import type { Command } from 'commander';
import { customerKey, storeKey } from '../../lambda/store-name';
import type { ErasureSubject, ToErase } from '../../operator/core/answers/erasure';
import { mostCounted } from '../../operator/core/erase';
import { countText } from '../../operator/core/text/quantities';
import { askedEmail } from '../asked-email';
import { bridgeCommand } from '../command';
import { eraseShop } from '../erase-shop';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';
import { customerNamed } from './release';

interface EraseOptions {
  readonly customer?: string;
  readonly shop?: string;
  readonly yes?: true;
}

/** Erases a person: a customer by its name, or all customers with an e-mail, which is asked for and no argument. */
export function erase(frame: Frame): Command {
  return bridgeCommand(
    'erase',
    'OperatorPolicy',
    'erase a shopper for good, from the ledger, the DLQ and, as far as its API can, Masivo; or with --shop what the bridge holds of a shop; without --yes only tells what',
  )
    .option('--customer <name>', 'source/store/id; without it, the e-mail is asked for')
    .option(
      '--shop <name>',
      'source/store: all that the ledger and the DLQ hold of it; Masivo stays as it is',
    )
    .option('--yes', 'do it: nothing brings it back')
    .action(async (options: EraseOptions) => {
      if (options.shop !== undefined) return eraseShop(frame, options.shop, options);
      const who = await whoIn(frame, options);
      const operator = await frame.operator();
      const subjects = await operator.whomToErase(who);
      await refuseUnknown(frame, who, subjects);
      if (!options.yes) {
        return frame.answer({ done: false, customers: subjects }, () => [
          ...told(frame, subjects),
          'Nothing was done. --yes does it.',
        ]);
      }
      for (const line of told(frame, subjects)) frame.terminal.err(line);
      const email = 'email' in who ? who.email : null;
      const erasing = await operator.erase(subjects, email);
      const bar = frame.terminal.progress('{value} dead letters looked at', 1);
      const deadLetters = await operator
        .deleteDeadLetters(subjects, email, (looked) => bar.update(looked))
        .finally(() => bar.stop());
      frame.answer({ done: true, erasing, deadLetters }, () => [
        ...erasing.map(
          ({ name, delivery }) =>
            `${customerKey(name)} is being erased, within a minute or two: see \`show ${delivery}\`.`,
        ),
        `Of ${countText(deadLetters.looked, 'message')} in the DLQ, ${deadLetters.deleted} deleted.`,
        'What is still on the queue, or comes later, ends as ignored and leaves nothing.',
      ]);
    });
}

async function whoIn({ terminal }: Frame, { customer }: EraseOptions): Promise<ToErase> {
  if (customer !== undefined) return { customer: customerNamed(customer) };
  return { email: await askedEmail(terminal, 'Or name the customer with --customer.') };
}

/** A name that is mistyped must not pass for an erasure. */
async function refuseUnknown(frame: Frame, who: ToErase, subjects: readonly ErasureSubject[]): Promise<void> {
  if (subjects.length === 0) {
    throw new CommandError(
      'failed',
      'The ledger knows no customer with this e-mail.',
      'Its index has the e-mails that Masivo has, or that stores told of whom it lacks. Name the customer with --customer source/store/id.',
    );
  }
  if (!('customer' in who)) return;
  const { stores } = await frame.settings();
  const isConfigured = stores.some((store) => storeKey(store) === storeKey(who.customer));
  if (isConfigured || subjects.some(({ inMasivo }) => inMasivo !== 'unknown')) return;
  throw new CommandError('usage', `${storeKey(who.customer)} is not a configured store.`);
}

function told({ paint }: Frame, subjects: readonly ErasureSubject[]): readonly string[] {
  return [
    `To erase: ${countText(subjects.length, 'customer')}`,
    ...table(
      paint,
      ['customer', 'in Masivo', 'deliveries', 'linked with'],
      subjects.map((each) => [
        customerKey(each),
        each.inMasivo,
        each.deliveries === mostCounted ? `${mostCounted} or more` : String(each.deliveries),
        each.linkedWith.join(' ') || '-',
      ]),
    ),
    ...(subjects.some(({ linkedWith }) => linkedWith.length > 0)
      ? ['Whoever is linked is not erased with it: that is another command for each.']
      : []),
    "Masivo's API empties name, gender, date of birth, metadata and tags, and withdraws all consent.",
    "Its e-mail, phone and wallet stay until you delete the customer in Masivo's dashboard (Customers, search for the ID).",
  ];
}
