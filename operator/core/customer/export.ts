import type { Clock } from '../../../lambda/clock';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { parseJson } from '../../../lambda/sources/body';
import { customerKey } from '../../../lambda/store-name';
import type { ActionLog } from '../actions';
import type { ExportedCustomer, ExportedDelivery } from '../answers/exported-customer';
import { type LedgerPlace, readCustomers } from '../records';
import { search } from '../search';

export interface ExportDeps {
  readonly place: LedgerPlace;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly actions: Pick<ActionLog, 'record'>;
}

const pageSize = 100;

/**
 * All that the ledger holds on one customer, unmasked, as an answer to a person who asks for it. It is recorded before
 * it is read. Undefined where the ledger holds nothing.
 */
export async function exportedCustomer(
  name: CustomerName,
  { place, clock, actions }: ExportDeps,
): Promise<ExportedCustomer | undefined> {
  await actions.record({ what: 'reveal', about: customerKey(name) });
  const owners = [ledgerKeys(place.account).customer(name)];
  const [entry] = await readCustomers([name], place, clock);
  const deliveries: ExportedDelivery[] = [];
  let before: string | undefined;
  do {
    const page = await search({ owners, limit: pageSize, ...(before ? { before } : {}) }, place, clock);
    deliveries.push(...page.records.map(exportedDelivery));
    before = page.next;
  } while (before !== undefined);
  if (!entry && deliveries.length === 0) return undefined;
  const { state, intent, last, emailKey } = entry ?? {};
  return {
    customer: name,
    exportedAt: clock.now().toISOString(),
    known:
      state === undefined
        ? null
        : { state, intent: intent ?? null, last: last ?? null, emailKey: emailKey ?? null },
    deliveries,
  };
}

function exportedDelivery({ body, ...record }: DeliveryRecord): ExportedDelivery {
  const bytes = Buffer.from(body);
  const json = parseJson(bytes);
  return { ...record, body: json.kind === 'json' ? json.value : bytes.toString() };
}
