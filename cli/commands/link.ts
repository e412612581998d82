import type { Command } from 'commander';
import type { CustomerName } from '../../lambda/ledger/table';
import { customerKey } from '../../lambda/store-name';
import { inBulk } from '../bulk';
import { type CarefulOptions, carefully, careOf } from '../carefully';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { customerNamed, named } from './release';

/** Links customers to those who have their e-mails, which the settings or the stores do not allow by themselves. */
export function link(frame: Frame): Command {
  const command = bridgeCommand(
    'link',
    'OperatorPolicy',
    'link customers to those who have their e-mails in Masivo; without --yes only lists them',
  ).requiredOption('--customer <names...>', 'source/store/id, as `held --kind unlinked` lists them');
  return carefully(command).action((options: CarefulOptions & { readonly customer: readonly string[] }) => {
    const customers = options.customer.map(customerNamed);
    return inBulk<CustomerName>(frame, {
      verb: 'link to the customer who has the e-mail',
      noun: 'customer',
      by: 'kind',
      named: true,
      at: {},
      select: (operator) => named(operator, customers),
      nameOf: customerKey,
      paintOf: (_, kind) => kind,
      send: (operator, all, bulk) => operator.releaseAll(all, 'link', bulk),
      skippedAs: 'the ledger does not know them, or they do not wait for a link',
      ...careOf(options),
    });
  });
}
