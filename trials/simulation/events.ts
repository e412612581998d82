import type { ListedCustomer } from '../../cli/backfill/engine/readers/reader';
import type { Envelope } from '../../lambda/envelope';
import { envelopeOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import { trialVendor } from '../vendors/registry';
import type { UnsignedEvent } from '../vendors/vendor';
import { type Customer, choiceOf, storyStart } from './spec';

interface Told {
  readonly silent?: true;
  readonly captured?: true;
  readonly series?: number;
}

/** A webhook as ingress hands it on. Each version of a customer is one event, whenever it comes. */
export function envelopeFor(
  customer: Customer,
  version: number,
  receivedAt: Date,
  told: Told = {},
): Envelope {
  const { silent, captured, series = 0 } = told;
  const { simulated } = trialVendor(customer.source);
  const event =
    (silent ? simulated.silentEvent?.(customer, version) : undefined) ?? simulated.event(customer, version);
  const sinceStart = receivedAt.getTime() - storyStart;
  const request = captured ? (simulated.captured?.(event, sinceStart) ?? event) : event;
  return { ...envelopeWith(request, customer, receivedAt), series };
}

/** The same of a store's wish that this customer be erased; undefined where its vendor has no such event. */
export function envelopeForRedaction(
  customer: Customer,
  who: { readonly id: string | null; readonly email: string | null },
  receivedAt: Date,
): Envelope | undefined {
  const event = trialVendor(customer.source).simulated.redaction?.({ of: customer.id, ...who });
  return event && envelopeWith(event, customer, receivedAt);
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
