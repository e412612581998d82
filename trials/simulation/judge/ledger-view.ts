import { composeLedger } from '../../../lambda/composition/compose-ledger';
import { stateOf } from '../../../lambda/delivery/intent';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';
import { clients } from '../models/clients';
import { prepare } from '../models/dynamodb';
import type { Customer } from '../spec';
import type { World } from '../world/world';

/** What the ledger believes of a customer, in the terms that are judged. The only place that knows the ledger's form. */
export interface Believed {
  readonly masivo: 'unknown' | 'holds' | 'waiting' | 'held' | 'migrating' | 'linked' | 'unlinked' | 'gone';
  /** Masivo's e-mail as it believes it to be; null where it believes in none. */
  readonly email: string | null;
  /** The marketing statement of the consent record it believes to be in; null where it believes in none. */
  readonly emailMarketing: boolean | null;
  /** The name in the newest snapshot. */
  readonly newestName: string | null;
  /** The ids that it carries, `source/store/id`. */
  readonly links: readonly string[];
  readonly isUncertain: boolean;
  readonly busyUntil: number | null;
}

export type DeliveryOf = (id: string) => Promise<DeliveryRecord | undefined>;

export interface LedgerView {
  readonly believedOf: (customer: Customer) => Promise<Believed>;
  /** The log of a delivery, as long as it is kept. */
  readonly deliveryOf: DeliveryOf;
}

export function ledgerView({ table, settings, scheduler }: World): LedgerView {
  const { ledger } = composeLedger({
    tableName: 'ledger',
    hash: async (text) => text,
    account: settings.masivo.account,
    keepDeliveriesDays: settings.keepDeliveriesDays,
    ledgerRestoredAt: settings.ledgerRestoredAt,
    now: () => new Date(scheduler.now()),
    db: sdkDynamoDb(
      clients.dynamoDb(async (command) => {
        const worked = prepare(command, table).work();
        if (worked.kind === 'error') throw worked.error;
        return worked.output;
      }),
    ),
  });
  const deliveryOf: DeliveryOf = async (id) => {
    const delivery = await ledger.delivery(id);
    if (delivery === 'newer') throw new Error('the ledger holds items of another version');
    return delivery;
  };
  const believedOf = async ({ source, store, id }: Customer): Promise<Believed> => {
    const opened = await ledger.open({ source, store, customer: id }, 'none');
    if (opened.kind === 'newer') throw new Error('the ledger holds items of another version');
    const {
      confirmed,
      newest,
      uncertain,
      links = [],
    } = stateOf(opened.customer, settings.masivo.lateLandingMs);
    return {
      masivo: confirmed.masivo,
      email: confirmed.masivo === 'holds' ? confirmed.email : null,
      emailMarketing: confirmed.masivo === 'holds' ? (confirmed.consent?.email_marketing ?? null) : null,
      newestName: newest?.customer.name ?? null,
      links,
      isUncertain: uncertain !== null,
      busyUntil: opened.customer.intent?.until ?? null,
    };
  };
  return { believedOf, deliveryOf };
}
