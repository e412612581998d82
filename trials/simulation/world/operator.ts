import type { Release } from '../../../lambda/envelope';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { storeKey } from '../../../lambda/store-name';
import { pause, resume } from '../../../operator/core/pause';
import { placeOf } from '../../../operator/core/records';
import { replay } from '../../../operator/core/replay';
import type { Item } from '../models/expressions/values';
import type { Customer } from '../spec';
import { operatedFrom } from './deployment';
import type { World } from './world';

/** An operator with the commands of operator/core. What fails is simply not done. */
export interface Operator {
  pause(store: string): void;
  resume(store: string): void;
  /** The customer's newest delivery, as far as there is a record of one. */
  replay(customer: Customer): void;
  /** Whoever is held. */
  releaseHeld(how: Release): void;
  /** SQS's move task: each message becomes a new one. */
  redrive(): void;
}

export function operatorIn(world: World): Operator {
  const { settings, queues, table, trace, witness, spec } = world;
  const machine = world.boot('operator');
  const environment = operatedFrom(machine, world);
  const keys = ledgerKeys(settings.masivo.account);
  const stores = settings.stores.map(storeKey);
  const pauseDeps = {
    ledger: { ...environment.ledger, account: settings.masivo.account },
    stores,
    beforeChanging: async () => {},
  };
  const replayDeps = {
    place: placeOf(environment),
    clock: machine.clock,
    queue: { client: environment.queues.client, url: environment.queues.eventsUrl },
  };

  function doIt(what: string, act: () => Promise<unknown>): void {
    trace.note(machine.name, what);
    act().catch((error: unknown) => {
      trace.note(machine.name, `${what} failed: ${error instanceof Error ? error.name : 'unknown'}`);
    });
  }

  const deliveriesOf = (customer: Customer): readonly Item[] => {
    const owner = keys.customer({ ...customer, customer: customer.id });
    return table
      .items()
      .filter((item) => item.pk?.S?.includes('|delivery|') && item.ownerKey?.S === owner)
      .sort((a, b) => (a.listedAt?.S ?? '').localeCompare(b.listedAt?.S ?? ''));
  };
  const idOf = (item: Item | undefined) => item?.pk?.S?.split('|').at(-1);

  return {
    pause: (store) => doIt(`pauses ${store}`, () => pause([store], pauseDeps)),
    resume: (store) => doIt(`resumes ${store}`, () => resume([store], pauseDeps)),
    replay(customer) {
      const id = idOf(deliveriesOf(customer).at(-1));
      if (id !== undefined) doIt(`replays ${id.slice(0, 6)}`, () => replay(id, replayDeps));
    },
    releaseHeld(how) {
      for (const customer of spec.customers) {
        // An operator who decided otherwise before would have to be asked what is meant.
        if (witness.wasReleased(customer.id)) continue;
        const held = deliveriesOf(customer).findLast(
          ({ outcomeKey }) => outcomeKey?.S === keys.outcome('held'),
        );
        const id = idOf(held);
        if (id === undefined) continue;
        doIt(`releases ${customer.id}: ${how}`, async () => {
          // From the moment in which its message may be there.
          const deps = { ...replayDeps, beforeSending: async () => witness.onRelease(customer.id, how) };
          await replay(id, deps, how);
        });
      }
    },
    redrive() {
      const messages = queues.deadLetters.takeAll();
      if (messages.length === 0) return;
      trace.note(machine.name, `redrives ${messages.map(({ id }) => id).join(' ')}`);
      for (const { body } of messages) queues.events.send(body);
    },
  };
}
