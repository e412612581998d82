import { storeKey } from '../../lambda/store-name';
import type { Random } from '../chaos/random';
import type { Customer, Spec, Step } from './spec';
import { delay } from './story';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Some stores delete customers. Its webhook may come long before that of the last change. */
export function withStoreDeletions(spec: Spec, random: Random): Spec {
  if (random.chance(0.6)) return spec;
  const share = random.pick([0.3, 0.6, 1]);
  const customers = spec.customers.map((each) =>
    random.chance(share) ? { ...each, deletedMs: lastOf(each) + afterMs(random) } : each,
  );
  const told = customers.flatMap(({ deletedMs }, customer): Step[] => {
    if (deletedMs === undefined) return [];
    const copies = random.chance(0.3) ? random.between(2, 3) : 1;
    return Array.from({ length: copies }, () => ({
      do: 'store deletion',
      customer,
      atMs: deletedMs + delay(random),
      ...(random.chance(0.3) ? { otherForm: true } : {}),
    }));
  });
  const stores = { ...spec.traits.stores };
  for (const key of new Set(spec.customers.map(storeKey))) {
    if (random.chance(0.3)) stores[key] = { ...stores[key], whenDeleted: 'withdraw' };
  }
  return {
    ...spec,
    traits: { ...spec.traits, stores },
    customers,
    steps: [...spec.steps, ...told].sort((a, b) => a.atMs - b.atMs),
  };
}

/** Mostly within the delay of webhooks. */
export const afterMs = (random: Random): number =>
  random.chance(0.7) ? random.between(1, 10 * secondMs) : random.between(minuteMs, 3 * hourMs);

export const lastOf = ({ versions, choices = [] }: Customer): number =>
  Math.max(0, ...[...versions, ...choices].map(({ atMs }) => atMs));
