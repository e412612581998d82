import type { Release } from '../../lambda/envelope';
import { actOn, messageOf } from '../../lambda/new-envelope';
import { envelopeFor, envelopeForRedaction } from './events';
import { type Customer, type ErasedBy, storyStart } from './spec';
import type { Operator } from './world/operator';
import type { World } from './world/world';

/** A vendor that has no such webhook leaves it to an operator. */
export function tellErasure(customer: Customer, by: ErasedBy, world: World, operator: Operator): void {
  const { scheduler, queues, trace, witness } = world;
  const now = new Date(scheduler.now());
  const email = emailOf(customer, scheduler.now() - storyStart);
  const who =
    by === 'operator, e-mail' || (by === 'store, e-mail' && email !== null)
      ? { id: null, email }
      : { id: customer.id, email };
  const envelope = by.startsWith('store') ? envelopeForRedaction(customer, who, now) : undefined;
  if (!envelope) {
    operator.erase(customer, who.id === null ? email : null);
    return;
  }
  if (who.id !== null || isIndexed(customer, email, world)) witness.onErasure(customer.id);
  trace.note('store', `asks to erase ${customer.id} by its ${who.id === null ? 'e-mail' : 'id'}`);
  queues.events.send(messageOf(envelope));
}

// The index of e-mails lags by seconds.
const indexedMs = 60_000;

/** Whether the ledger surely finds the customer by this e-mail. Whom somebody deletes in Masivo it may not find. */
const isIndexed = ({ id }: Customer, email: string | null, { account, spec }: World): boolean => {
  const entry = account.find(id, indexedMs);
  const isDeleted = spec.steps.some(
    (step) => step.do === 'delete' && spec.customers[step.customer]?.id === id,
  );
  return entry?.from === 'post' && entry.email === email?.toLowerCase() && !isDeleted;
};

/** Its newest e-mail of then, in the store. */
const emailOf = ({ versions }: Customer, sinceStart: number): string | null =>
  versions.findLast(({ atMs, email }) => email && atMs <= sinceStart)?.email ?? null;

/** A release that was put on the queue before, and has been a dead letter since. */
export function tellLateRelease(customer: Customer, how: Release, world: World): void {
  const { scheduler, queues, trace, witness } = world;
  // Of anybody else it would be no decision that somebody could have made.
  if (witness.erasedAt(customer.id) === undefined) return;
  const at = new Date(scheduler.now());
  const { id } = envelopeFor(customer, 0, at);
  trace.note('queue', `a release of ${customer.id} comes late: ${how}`);
  witness.onRelease(customer.id, how);
  witness.onReleased(customer.id, how);
  queues.events.send(
    messageOf(actOn({ ...customer, customer: customer.id }, { id, series: 7, release: how, at })),
  );
}
