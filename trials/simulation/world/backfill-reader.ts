import type { CustomerReader } from '../../../cli/backfill/engine/readers/reader';
import { listed } from '../events';
import type { Machine } from '../kernel/machine';
import { storyStart } from '../spec';
import type { World } from './world';

/** The store's list, as it is when each customer is read. */
export function readerIn(machine: Machine, { spec, scheduler, witness }: World): CustomerReader {
  return {
    count: async () => null,
    async *read({ store, after }) {
      const ofStore = spec.customers.filter(
        (customer) => customer.source === store.source && customer.store === store.store,
      );
      const from = ofStore.findIndex(({ id }) => id === after) + 1;
      for (const customer of ofStore.slice(from)) {
        await machine.clock.sleep(machine.random.between(1, 500));
        const now = scheduler.now() - storyStart;
        const version = customer.versions.findLastIndex(({ atMs }) => atMs <= now);
        // Who existed before go-live is in the list, also before the story tells of them.
        const place = version === -1 && customer.registeredMs < 0 ? 0 : version;
        if (place === -1) continue;
        if (customer.registeredMs < 0) witness.onBackfilled(customer.id, place);
        yield listed(customer, place, machine.clock.now());
      }
    },
  };
}
