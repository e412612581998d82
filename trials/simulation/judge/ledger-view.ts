import { composeLedger } from '../../../lambda/composition/compose-ledger';
import { clients } from '../models/clients';
import { prepare } from '../models/dynamodb';
import type { Customer } from '../spec';
import type { World } from '../world/world';

/** What the ledger believes of a customer, in the terms that are judged. The only place that knows the ledger's form. */
export interface Believed {
  readonly masivo: 'unknown' | 'holds' | 'waiting' | 'held' | 'migrating' | 'linked';
  /** The marketing statement of the consent record it believes to be in; null where it believes in none. */
  readonly emailMarketing: boolean | null;
  /** The name in the newest snapshot. */
  readonly newestName: string | null;
  readonly isUncertain: boolean;
  readonly busyUntil: number | null;
}

export function ledgerView({ table, settings, scheduler }: World): (customer: Customer) => Promise<Believed> {
  const { ledger } = composeLedger({
    tableName: 'ledger',
    account: settings.masivo.account,
    keepDeliveriesDays: settings.keepDeliveriesDays,
    now: () => new Date(scheduler.now()),
    client: clients.dynamoDb(async (command) => {
      const worked = prepare(command, table).work();
      if (worked.kind === 'error') throw worked.error;
      return worked.output;
    }),
  });
  return async ({ source, store, id }) => {
    const opened = await ledger.open({ source, store, customer: id }, 'none');
    if (opened.kind === 'newer') throw new Error('the ledger holds items of another version');
    const { state, busyUntil } = opened.customer;
    const { known, newest, doubt } = state;
    return {
      masivo: known.masivo,
      emailMarketing: known.masivo === 'holds' ? (known.consent?.email_marketing ?? null) : null,
      newestName: newest?.customer.name ?? null,
      isUncertain: doubt !== null,
      busyUntil,
    };
  };
}
