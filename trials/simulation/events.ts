import type { ListedCustomer } from '../../cli/backfill/engine/readers/reader';
import type { Envelope } from '../../lambda/envelope';
import { envelopeOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import { trialVendor } from '../vendors/registry';
import type { Customer } from './spec';

/** A webhook as ingress hands it on. Each version of a customer is one event, whenever it comes. */
export function envelopeFor(customer: Customer, version: number, receivedAt: Date): Envelope {
  const source = sources.get(customer.source);
  if (!source) throw new Error(`There is no source ${customer.source}`);
  const kind = version === 0 ? 'created' : 'updated';
  const request = trialVendor(customer.source).simulated.event(customer, version, kind);
  return envelopeOf({ source, store: customer.store, request, secret: 'simulated', receivedAt });
}

/** A customer as the store's list has it, for the backfill. */
export function listed(customer: Customer, version: number, readAt: Date): ListedCustomer {
  const event = trialVendor(customer.source).simulated.event(customer, version, 'updated');
  return { event: { ...event, receivedAt: readAt }, cursor: customer.id };
}
