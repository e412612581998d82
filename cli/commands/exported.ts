import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { isObject } from '../../lambda/json';
import { customerKey } from '../../lambda/store-name';
import { linkedWith } from '../../operator/core/erase';
import { countText } from '../../operator/core/text/quantities';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { customerNamed } from './release';

/** Answers a person who asks what is held on them: one JSON file, which nobody else can read. */
export function exported(frame: Frame): Command {
  return bridgeCommand(
    'export',
    'OperatorPolicy',
    'write all that the bridge holds on one customer into a JSON file, with personal data; that you did is recorded',
  )
    .requiredOption('--customer <name>', 'source/store/id')
    .requiredOption('--file <path>', 'a new file, which only you can read')
    .action(async ({ customer, file }: { customer: string; file: string }) => {
      const name = customerNamed(customer);
      const operator = await frame.operator();
      const held = await operator.exportCustomer(name);
      if (!held) {
        throw new CommandError(
          'failed',
          `${customerKey(name)}: the ledger of ${frame.options.env} holds nothing on this customer.`,
          'Name the customer as `deliveries` lists it, with source and store. If the store asked for it, tell the store owner so, and end the task with `done`.',
        );
      }
      write(file, `${JSON.stringify(held, null, 2)}\n`);
      const deliveries = held.deliveries.length;
      const others = held.known ? linkedWith(held.known) : [];
      const isAsked = (await operator.endDataRequest(name)) === 'ended';
      frame.answer({ file, deliveries, dataRequestEnded: isAsked, linkedWith: others }, () => [
        `${file} has what the bridge holds on ${customerKey(name)}, with ${countText(deliveries, 'delivery')}. Delete it once it is handed over.`,
        ...(others.length > 0
          ? [`The same person has other IDs, which are not in it: export ${others.join(', ')}, too.`]
          : []),
        ...(isAsked
          ? ['The store had asked for it: its task is done. Hand the file to the store owner.']
          : []),
      ]);
    });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = isObject(error) ? String(error.code) : 'unknown';
    throw new CommandError(
      'usage',
      code === 'EEXIST' ? `${file} is there already.` : `${file} cannot be written (${code}).`,
      'Name a new file in a folder that exists.',
    );
  }
}
