import { masivoIdOf } from '../../../lambda/delivery/masivo-id';
import type { MasivoCustomer } from '../../../lambda/masivo/answer';
import type { MasivoId } from '../../../lambda/masivo/masivo-id';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps, Interrupted, newerLedger } from './deps';
import { nameOf } from './mark';
import { growingDelays, nextSlot, withRetries } from './retry';

type AskDeps = Pick<
  BackfillDeps,
  'store' | 'ledger' | 'limiter' | 'masivo' | 'settings' | 'now' | 'sleep' | 'waits'
>;

/** Whether Masivo shows this customer now. */
export const isShown = async (customer: string, deps: AskDeps) =>
  (await lookAt(await idInMasivo(customer, deps), deps)) !== null;

/** By which ID Masivo has a customer of the store, as the ledger knows it. */
async function idInMasivo(customer: string, { store, ledger }: AskDeps): Promise<MasivoId> {
  const name = nameOf({ store }, customer);
  const found = await ledger.open(name, 'backfill');
  if (found.kind === 'newer') throw new Interrupted(newerLedger);
  return masivoIdOf(name, found.customer.state);
}

/** What Masivo shows of this customer now. */
export async function lookAt(id: MasivoId, deps: AskDeps): Promise<MasivoCustomer | null> {
  const found = await withRetries(
    'find',
    async () => {
      const masivo = await nextSlot(deps);
      return masivo(new Date(deps.now().getTime() + deps.settings.leaseMs)).find(id);
    },
    deps,
  );
  return found.kind === 'ok' ? found.value : null;
}

/**
 * Which of these customers, which Masivo may have been given at `since` (epoch ms), it does not show. Masivo queues
 * migrations, so it is asked until the time is over within which they have to show: about one of them until one shows,
 * then about all.
 */
export async function missingAmong(
  customers: readonly string[],
  since: number,
  deps: AskDeps,
): Promise<readonly string[]> {
  const isOver = () => deps.now().getTime() - since >= deps.waits.showsWithin;
  const pauses = growingDelays(deps);
  let open = customers;
  for (;;) {
    const [first] = open;
    if (first === undefined) return [];
    if ((await isShown(first, deps)) || isOver()) open = await notShown(open, deps);
    // Any single one may have been dropped, so the next time another one is asked about.
    else open = [...open.slice(1), first];
    if (open.length === 0 || isOver()) return open;
    await deps.sleep(pauses.next());
  }
}

async function notShown(customers: readonly string[], deps: AskDeps): Promise<readonly string[]> {
  const missing = new Set<string>();
  await mapConcurrently(customers, atOnce, async (customer) => {
    if (!(await isShown(customer, deps))) missing.add(customer);
  });
  return customers.filter((customer) => missing.has(customer));
}
