import type { Envelope } from '../../lambda/envelope';
import { messageOf } from '../../lambda/new-envelope';
import { storeOf } from '../../lambda/settings';
import { parseStoreKey } from '../../lambda/store-name';
import { tellErasure, tellLateRelease } from './erasure-steps';
import { envelopeFor, envelopeForChoice, envelopeForDeletion, envelopeForMerge } from './events';
import { mayCreate } from './judge/expected';
import { consent as terms } from './settings';
import { type Customer, type Step, storyStart } from './spec';
import { startBackfill } from './world/backfill-run';
import type { Operator } from './world/operator';
import type { World } from './world/world';

/** What somebody writes over a name in Masivo's dashboard. */
export const editedName = 'Shopper Edited';

/** The terms of a consent record that somebody makes there. */
export const byHand = 'by hand';

/** Schedules the story. */
export function tellTo(world: World, operator: Operator): void {
  const { scheduler, spec } = world;
  for (const customer of spec.customers) {
    if (!mayCreate(customer, spec.traits)) world.witness.onUncreatable(customer.id);
  }
  for (const step of spec.steps) scheduler.at(storyStart + step.atMs, () => happen(step, world, operator));
}

function happen(step: Step, world: World, operator: Operator): void {
  const { spec, trace, api, settings, scheduler } = world;
  const customer = 'customer' in step ? spec.customers[step.customer] : undefined;
  switch (step.do) {
    case 'webhook':
      if (customer) {
        const { version, silent, captured } = step;
        const what = `version ${version}${silent ? ' in part' : ''}${captured ? ', captured' : ''}`;
        const envelope = envelopeFor(customer, version, new Date(scheduler.now()), step);
        world.witness.onSent(step, envelope.id);
        send(what, customer, envelope, world);
      }
      break;
    case 'choice':
      if (customer) {
        const { choice } = step;
        const envelope = envelopeForChoice(customer, choice, new Date(scheduler.now()));
        world.witness.onSent(step, envelope.id);
        send(`choice ${choice}`, customer, envelope, world);
      }
      break;
    case 'store deletion':
      if (customer) {
        const envelope = envelopeForDeletion(customer, step.otherForm === true, new Date(scheduler.now()));
        world.witness.onStoreDeletion(customer.id, envelope.id);
        send('its deletion', customer, envelope, world);
      }
      break;
    case 'store merge': {
      const into = spec.customers[customer?.merged?.into ?? -1];
      if (customer && into) {
        const envelope = envelopeForMerge(customer, into, new Date(scheduler.now()));
        world.witness.onStoreDeletion(customer.id, envelope.id);
        send('its merge', customer, envelope, world);
      }
      break;
    }
    case 'erase':
      if (customer) tellErasure(customer, step.by, world, operator);
      break;
    case 'late release':
      if (customer) tellLateRelease(customer, step.how, world);
      break;
    case 'foreign':
      trace.note('elsewhere', `Masivo gets ${step.id}`);
      world.account.byHand.add({ id: step.id, email: step.email, name: 'Shopper Elsewhere' });
      break;
    case 'delete':
    case 'edit':
      if (customer) useDashboard(step.do, customer, world);
      break;
    case 'consent by hand':
      if (customer) recordByHand(customer, step.granted, world);
      break;
    case 'pause':
      operator.pause(step.store);
      break;
    case 'resume':
      operator.resume(step.store);
      break;
    case 'replay':
      if (customer) operator.replay(customer);
      break;
    case 'release':
      operator.release(step.how);
      break;
    case 'redrive':
      operator.redrive();
      break;
    case 'expire-tokens':
      trace.note('masivo', 'expires all tokens');
      api.expireTokens();
      break;
    case 'backfill': {
      const named = parseStoreKey(step.store);
      const store = named && storeOf(settings, named.source, named.store);
      if (store) startBackfill(store, world);
      break;
    }
    default:
      step satisfies never;
  }
}

function send(what: string, customer: Customer, envelope: Envelope, { trace, queues }: World): void {
  trace.note('store', `sends ${customer.id} ${what} (${envelope.id.slice(0, 6)})`);
  queues.events.send(messageOf(envelope));
}

function useDashboard(how: 'delete' | 'edit', { id }: Customer, { account, trace, witness }: World): void {
  const entry = account.find(id);
  if (!entry) return;
  trace.note('dashboard', `${how}s ${id}`);
  if (how === 'delete') {
    account.byHand.remove(id);
    witness.onDeletion(id);
  } else {
    witness.onEdit(id);
    account.byHand.edit(id, { name: editedName, metadata: { ...entry.metadata, vip: 'yes' } });
  }
}

/** As the terms have it, but for e-mail marketing. */
function recordByHand(
  { id }: Customer,
  granted: boolean,
  { account, trace, witness, scheduler }: World,
): void {
  const purposes = {
    ...terms.loyalty,
    email_marketing: granted,
    push_notifications: false,
    link_tracking: false,
  };
  const head = { version: byHand, consent_timestamp: new Date(scheduler.now()).toISOString() };
  const before = account.find(id);
  if (!before) return;
  account.byHand.recordConsent(id, purposes, head);
  trace.note('dashboard', `records ${granted ? 'a yes' : 'a no'} of ${id}`);
  witness.onConsentByHand(id, before.purposes);
}
