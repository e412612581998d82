import { messageOf } from '../../lambda/envelope';
import { storeOf } from '../../lambda/settings';
import { envelopeFor } from './events';
import { type Step, storyStart } from './spec';
import { startBackfill } from './world/backfill-run';
import type { Operator } from './world/operator';
import type { World } from './world/world';

/** What somebody writes over a name in Masivo's dashboard. */
export const editedName = 'Shopper Edited';

/** Puts the story on the timetable. */
export function tellTo(world: World, operator: Operator): void {
  const { scheduler, spec } = world;
  for (const customer of spec.customers) if (customer.registeredMs < 0) world.witness.onOld(customer.id);
  for (const step of spec.steps) scheduler.at(storyStart + step.atMs, () => happen(step, world, operator));
}

function happen(step: Step, world: World, operator: Operator): void {
  const { spec, account, trace, scheduler, queues, api, witness, settings } = world;
  switch (step.do) {
    case 'webhook': {
      const customer = spec.customers[step.customer];
      if (!customer) return;
      const envelope = envelopeFor(customer, step.version, new Date(scheduler.now()));
      trace.note('store', `sends ${customer.id} version ${step.version} (${envelope.id.slice(0, 6)})`);
      return queues.events.send(messageOf(envelope));
    }
    case 'foreign':
      trace.note('elsewhere', `Masivo gets ${step.id}`);
      return account.byHand.add({ id: step.id, email: step.email, name: 'Shopper Elsewhere' });
    case 'delete': {
      const id = spec.customers[step.customer]?.id ?? '';
      if (!account.byHand.remove(id)) return;
      trace.note('dashboard', `deletes ${id}`);
      return witness.onDeletion(id);
    }
    case 'edit': {
      const id = spec.customers[step.customer]?.id ?? '';
      const entry = account.find(id);
      if (!entry) return;
      trace.note('dashboard', `edits ${id}`);
      witness.onEdit(id);
      return account.byHand.edit(id, { name: editedName, metadata: { ...entry.metadata, vip: 'yes' } });
    }
    case 'pause':
      return operator.pause(step.store);
    case 'resume':
      return operator.resume(step.store);
    case 'replay': {
      const customer = spec.customers[step.customer];
      return customer && operator.replay(customer);
    }
    case 'release':
      return operator.releaseHeld(step.how);
    case 'redrive':
      return operator.redrive();
    case 'expire-tokens':
      trace.note('masivo', 'expires all tokens');
      return api.expireTokens();
    case 'backfill': {
      const [source = '', name = ''] = step.store.split('/');
      const store = storeOf(settings, source, name);
      return store && startBackfill(store, world);
    }
    default:
      return step satisfies never;
  }
}
