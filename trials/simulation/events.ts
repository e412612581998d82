import type { ListedCustomer } from '../../cli/backfill/engine/readers/reader';
import type { Envelope } from '../../lambda/envelope';
import { envelopeOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import { trialVendor } from '../vendors/registry';
import type { UnsignedEvent } from '../vendors/vendor';
import { type Customer, choiceOf } from './spec';

/** A webhook as ingress hands it on. Each version of a customer is one event, whenever it comes. */
export function envelopeFor(customer: Customer, version: number, receivedAt: Date, silent = false): Envelope {
  const { simulated } = trialVendor(customer.source);
  const request =
    (silent ? simulated.silentEvent?.(customer, version) : undefined) ?? simulated.event(customer, version);
  return envelopeWith(request, customer, receivedAt);
}

/** The same of a choice. */
export const envelopeForChoice = (customer: Customer, choice: number, receivedAt: Date): Envelope =>
  envelopeWith(trialVendor(customer.source).simulated.choice(customer, choice), customer, receivedAt);

/** The same of a deletion. */
export const envelopeForDeletion = (customer: Customer, otherForm: boolean, receivedAt: Date): Envelope =>
  envelopeWith(trialVendor(customer.source).simulated.deletion(customer, otherForm), customer, receivedAt);

/** The same of its merge into another customer. @throws Error where the vendor merges none: a bug of the story */
export function envelopeForMerge(customer: Customer, into: Customer, receivedAt: Date): Envelope {
  const event = trialVendor(customer.source).simulated.merge?.(customer, into.id);
  if (!event) throw new Error(`${customer.source} merges nobody`);
  return envelopeWith(event, customer, receivedAt);
}

function envelopeWith(request: UnsignedEvent, customer: Customer, receivedAt: Date): Envelope {
  const source = sources.get(customer.source);
  if (!source) throw new Error(`There is no source ${customer.source}`);
  return envelopeOf({ source, store: customer.store, request, secret: 'simulated', receivedAt });
}

/** A customer as the store's list has it, for the backfill. @param choice the newest of then */
export function listed(
  customer: Customer,
  version: number,
  choice: number | undefined,
  readAt: Date,
): ListedCustomer {
  const { simulated } = trialVendor(customer.source);
  const event = simulated.listed(
    customer,
    version,
    choice === undefined ? undefined : choiceOf(customer, choice),
  );
  return { event: { ...event, receivedAt: readAt }, cursor: customer.id };
}
