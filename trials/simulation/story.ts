import type { Random } from '../chaos/random';
import { trialSources, trialVendor } from '../vendors/registry';
import { actsIn } from './acts';
import type { Focus } from './focus';
import { nextVersion, phoneOf } from './next-version';
import type { Customer, Step, Version } from './spec';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A few customers in one or two stores, and what their stores tell of them. */
export function tellStory(focus: Focus, random: Random): { customers: Customer[]; steps: Step[] } {
  const stores = random.pick<readonly Store[]>([
    [other],
    [first],
    [first, other],
    [first, { ...first, store: 'second' }],
    [first, other],
  ]);
  const customers: Customer[] = [];
  const count = random.between(...focus.customers);
  const emails: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const shared =
      emails.length > 0 && random.chance(focus.sharesEmail)
        ? emails[random.between(0, emails.length - 1)]
        : undefined;
    const email = shared ?? `shopper.${number}@example.com`;
    emails.push(email);
    customers.push(newCustomer(number, emails, stores[number % stores.length] ?? first, focus, random));
  }
  const steps = customers.flatMap((customer, index) => webhooksOf(customer, index, random));
  return {
    customers,
    steps: [...steps, ...actsIn(customers, steps, focus, random)].sort((a, b) => a.atMs - b.atMs),
  };
}

type Store = Pick<Customer, 'source' | 'store'>;
const [firstSource, otherSource = firstSource] = trialSources;
const first: Store = { source: firstSource, store: 'default' };
const other: Store = { source: otherSource, store: 'default' };

/** @param emails everybody's so far, its own last */
function newCustomer(
  number: number,
  emails: readonly string[],
  store: Store,
  focus: Focus,
  random: Random,
): Customer {
  const email = emails.at(-1) ?? null;
  const isOld = random.chance(focus.isOld);
  let atMs = random.between(0, random.chance(0.5) ? 5 * secondMs : 10 * minuteMs);
  const registeredMs = isOld ? -random.between(1, 900) * dayMs : atMs;
  const versions: Version[] = [];
  const count = random.between(1, 5);
  let last = firstVersion(number, random.chance(focus.comesWithoutEmail) ? null : email, atMs, random);
  versions.push(last);
  while (versions.length < count) {
    atMs += gap(focus, random);
    last = nextVersion(last, { number, emails, atMs, place: versions.length }, focus, random);
    versions.push(last);
  }
  const id = trialVendor(store.source).simulated.customerId(number);
  return { ...store, id, registeredMs, versions };
}

/** Mostly close together; now and then so far that all records of deliveries have expired. */
function gap({ comesSoon, comesAfterMonths }: Focus, random: Random): number {
  const kind = random.next();
  if (kind < comesSoon / 2) return random.between(secondMs, 5 * secondMs);
  if (kind < comesSoon) return random.between(5 * secondMs, 2 * minuteMs);
  if (kind < 1 - comesAfterMonths) return random.between(2 * minuteMs, 2 * hourMs);
  return random.between(91, 130) * dayMs + random.between(0, dayMs);
}

export function firstVersion(number: number, email: string | null, atMs: number, random: Random): Version {
  return {
    atMs,
    name: `Shopper Number${number}`,
    email,
    birthDate: random.chance(0.5) ? '1990-05-17' : null,
    gender: random.pick(['male', 'female', null]),
    phone: random.chance(0.5) ? phoneOf(number, 0) : null,
    note: null,
    statement: random.pick([undefined, true, false]),
  };
}

export function webhooksOf(customer: Customer, index: number, random: Random): Step[] {
  return customer.versions.flatMap(({ atMs }, version): Step[] => {
    const copies = random.chance(0.25) ? random.between(2, 3) : 1;
    return Array.from({ length: copies }, () => ({
      do: 'webhook',
      customer: index,
      version,
      atMs: atMs + delay(random),
    }));
  });
}

/** Stores send at once, or a little later, or again hours after a failure. */
export function delay(random: Random): number {
  const kind = random.next();
  if (kind < 0.7) return random.between(50, 2 * secondMs);
  if (kind < 0.93) return random.between(2 * secondMs, minuteMs);
  return random.between(minuteMs, 4 * hourMs);
}
