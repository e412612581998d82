import { storeKey } from '../../lambda/store-name';
import type { Random } from '../chaos/random';
import { trialVendor } from '../vendors/registry';
import type { Customer, Spec, Step } from './spec';

/** Some stores do not say of every e-mail that it is the shopper's, and operators link some customers by hand. */
export function withUnverified(spec: Spec, random: Random): Spec {
  if (random.chance(0.75)) return spec;
  const keys = new Set(spec.customers.map(storeKey).filter(() => random.chance(0.5)));
  const customers = spec.customers.map((each) =>
    keys.has(storeKey(each)) ? unverified(each, random) : each,
  );
  const stores = { ...spec.traits.stores };
  for (const key of keys) stores[key] = { ...stores[key], emailsVerified: false };
  const links: Step[] = random.chance(0.4)
    ? [{ do: 'release', how: 'link', atMs: someTimeIn(spec, random) }]
    : [];
  const lastRelease = random.chance(0.4) ? 'link' : spec.traits.lastRelease;
  return {
    ...spec,
    traits: { ...spec.traits, stores, lastRelease },
    customers,
    steps: [...spec.steps, ...links].sort((a, b) => a.atMs - b.atMs),
  };
}

/** Where events tell it, some shoppers verify their e-mail later. */
function unverified(customer: Customer, random: Random): Customer {
  const { versions, source } = customer;
  const until = trialVendor(source).simulated.tellsVerified
    ? random.between(0, versions.length)
    : versions.length;
  return {
    ...customer,
    versions: versions.map((version, place) => (place < until ? { ...version, unverified: true } : version)),
  };
}

const someTimeIn = ({ steps }: Spec, random: Random): number =>
  random.between(0, Math.max(0, ...steps.map(({ atMs }) => atMs))) + random.between(1000, 3600_000);
