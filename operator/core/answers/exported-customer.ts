import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';

/** All that the bridge holds on one customer, unmasked. */
export interface ExportedCustomer {
  readonly customer: CustomerName;
  readonly exportedAt: string;
  /** What the ledger knows of the customer; null where it has no item. */
  readonly known: Pick<CustomerEntry, 'state' | 'intent' | 'last' | 'emailKey'> | null;
  /** Newest first. */
  readonly deliveries: readonly ExportedDelivery[];
}

/** A delivery's log, with the event as it came: as JSON, or as text where it is none. */
export interface ExportedDelivery extends Omit<DeliveryRecord, 'body'> {
  readonly body: unknown;
}
