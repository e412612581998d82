import type { Command } from 'commander';
import type { Outcome } from '../lambda/delivery/outcome';
import type { DeliveryQuery } from '../operator/core/answers/deliveries';
import { moment, outcomeList, sourceNames } from './arguments';
import { askedEmail } from './asked-email';
import { split } from './stores';
import type { Terminal } from './terminal';

export type Filter = Omit<DeliveryQuery, 'limit' | 'before'>;

/** Options that filter deliveries. */
export interface Filters extends Omit<Filter, 'outcomes' | 'email'> {
  readonly email?: string | true;
  readonly outcome?: readonly Outcome[];
}

export function addFilters(command: Command, now: () => Date): Command {
  return addStoreFilters(command, now)
    .option('--outcome <outcomes>', 'such as refused; several with commas', outcomeList)
    .option('--customer <id>', "the shopper's id in the store")
    .option(
      '--email [address]',
      'of a shopper whom the bridge created, tried to create, or refused; without an address it is asked for',
    )
    .option('--signed-with <fingerprint>', 'what this secret signed (see `secrets list`)');
}

export function addStoreFilters(command: Command, now: () => Date): Command {
  return command
    .option('--source <name>', sourceNames)
    .option('--store <name>', 'the name of the store, or source/store')
    .option('--since <time>', 'received at or after: 2026-11-24T08:00:00Z, or 90m, 24h, 7d ago', moment(now))
    .option('--until <time>', 'received at or before', moment(now));
}

/**
 * Asks for an e-mail that is not given with its option.
 * @throws CommandError where source and store contradict each other, or the e-mail is none
 */
export async function filterOf(filters: Filters, terminal: Pick<Terminal, 'askSecret'>): Promise<Filter> {
  const { outcome, since, until, customer, signedWith } = filters;
  const email =
    filters.email === true
      ? await askedEmail(terminal, 'Or find the shopper with --customer.')
      : filters.email;
  return {
    ...split(filters),
    ...(outcome ? { outcomes: outcome } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(customer === undefined ? {} : { customer }),
    ...(email === undefined ? {} : { email }),
    ...(signedWith === undefined ? {} : { signedWith }),
  };
}
