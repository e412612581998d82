import type { CustomerReader } from '../../../cli/backfill/engine/readers/reader';
import { trialVendor } from '../../vendors/registry';
import { listed } from '../events';
import type { Machine } from '../kernel/machine';
import { type Customer, storyStart } from '../spec';
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
        const endedMs = Math.min(customer.deletedMs ?? Infinity, customer.merged?.atMs ?? Infinity);
        if (endedMs <= now) continue;
        const version = customer.versions.findLastIndex(({ atMs }) => atMs <= now);
        // Who existed before go-live is in the list, also before the story tells of them.
        const place = version === -1 && customer.registeredMs < 0 ? 0 : version;
        if (place === -1) continue;
        const choice = newestChoice(customer, now);
        if (customer.registeredMs < 0) witness.onBackfilled(customer.id, place, choice);
        yield listed(customer, place, choice, machine.clock.now());
      }
    },
  };
}

/** As a store's list has it, where it has any; a choice of the future is in none. */
function newestChoice({ source, choices = [] }: Customer, now: number): number | undefined {
  if (trialVendor(source).silenceIsNo) return undefined;
  const made = choices.flatMap(({ about, granted, atMs }, place) =>
    about === 'e-mail' && granted !== undefined && atMs <= now ? [{ place, atMs, granted }] : [],
  );
  // Of one moment the no, as everywhere.
  const [newest] = made.sort((a, b) => b.atMs - a.atMs || Number(a.granted) - Number(b.granted));
  return newest?.place;
}
