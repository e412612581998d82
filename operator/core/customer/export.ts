import type { Clock } from '../../../lambda/clock';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { type CustomerName, ledgerKeys, listedAtOf } from '../../../lambda/ledger/table';
import { parseJson } from '../../../lambda/sources/body';
import { customerKey } from '../../../lambda/store-name';
import type { ActionLog } from '../actions';
import type { ExportedCustomer, ExportedDelivery } from '../answers/exported-customer';
import { type LedgerPlace, readCustomers } from '../records';
import { search } from '../search';
import { withinAnswer } from '../within-answer';

export interface ExportDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly actions: Pick<ActionLog, 'record'>;
}

/** A part of all that there is on a customer; `next` is where the next one begins. */
export interface ExportedPart extends ExportedCustomer {
  readonly next: string | null;
}

const pageSize = 100;

/**
 * What the ledger holds on one customer, unmasked, as an answer to a person who asks for it. Each part is recorded
 * before it is read.
 */
export async function exportedPart(
  name: CustomerName,
  before: string | undefined,
  { place, clock, actions }: ExportDeps,
): Promise<ExportedPart> {
  await actions.record({ what: 'reveal', about: customerKey(name) });
  const owners = [ledgerKeys(place.account).customer(name)];
  const [entry] = await readCustomers([name], place, clock);
  const page = await search({ owners, limit: pageSize, ...(before ? { before } : {}) }, place, clock);
  const deliveries = withinAnswer(page.records.map(exportedDelivery));
  const last = page.records[deliveries.length - 1];
  const isCut = deliveries.length < page.records.length;
  const { state, intent, last: lastAttempt, emailKey } = entry ?? {};
  return {
    customer: name,
    exportedAt: clock.now().toISOString(),
    known:
      state === undefined
        ? null
        : { state, intent: intent ?? null, last: lastAttempt ?? null, emailKey: emailKey ?? null },
    deliveries,
    next: isCut && last ? listedAtOf(last) : (page.next ?? null),
  };
}

function exportedDelivery({ body, ...record }: DeliveryRecord): ExportedDelivery {
  const bytes = Buffer.from(body);
  const json = parseJson(bytes);
  return { ...record, body: json.kind === 'json' ? json.value : bytes.toString() };
}
