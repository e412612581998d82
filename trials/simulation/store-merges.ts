import { storeKey } from '../../lambda/store-name';
import type { Random } from '../chaos/random';
import { trialVendor } from '../vendors/registry';
import type { Spec, Step } from './spec';
import { afterMs, lastOf } from './store-deletions';
import { delay } from './story';

/** Some stores make two customers one, and mostly tell that the other one was deleted, too. Who is kept may go on. */
export function withStoreMerges(spec: Spec, random: Random): Spec {
  if (random.chance(0.6)) return spec;
  const { customers } = spec;
  const steps: Step[] = [];
  const taken = new Set<number>();
  const merged = customers.map((customer, index) => {
    const { deletedMs, source } = customer;
    const others = customers.flatMap((other, into) =>
      into !== index && !taken.has(into) && storeKey(other) === storeKey(customer) ? into : [],
    );
    const mayBe = deletedMs === undefined && !taken.has(index) && trialVendor(source).simulated.merge;
    const into = others[random.between(0, Math.max(0, others.length - 1))];
    if (!mayBe || into === undefined || random.chance(0.3)) return customer;
    taken.add(index).add(into);
    const atMs = lastOf(customer) + afterMs(random);
    const copies = random.chance(0.3) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      steps.push({ do: 'store merge', customer: index, atMs: atMs + delay(random) });
    }
    if (random.chance(0.3)) return { ...customer, merged: { into, atMs } };
    steps.push({ do: 'store deletion', customer: index, atMs: atMs + delay(random) });
    return { ...customer, merged: { into, atMs }, deletedMs: atMs };
  });
  return {
    ...spec,
    customers: merged,
    steps: [...spec.steps, ...steps].sort((a, b) => a.atMs - b.atMs),
  };
}
