import type { Random } from '../chaos/random';
import { trialVendor } from '../vendors/registry';
import { storeTraitsOf } from './settings';
import type { Customer, ErasedBy, Spec, Step } from './spec';
import { afterMs, lastOf } from './store-deletions';
import { delay, firstVersion, webhooksOf } from './story';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const ways: readonly [ErasedBy, ...ErasedBy[]] = [
  'operator',
  'operator',
  'store',
  'store',
  'operator, e-mail',
  'store, e-mail',
];

/** Some are erased, everything comes that could bring them back, and some of them sign up again. */
export function withErasures(spec: Spec, random: Random): Spec {
  if (random.chance(0.6)) return spec;
  const steps: Step[] = [];
  const customers = [...spec.customers];
  const share = random.pick([0.4, 1]);
  for (const [place, customer] of spec.customers.entries()) {
    if (!random.chance(share)) continue;
    // Mostly when all is over, and now and then in the middle of it.
    const atMs = random.chance(0.7)
      ? lastOf(customer) + afterMs(random)
      : random.between(0, lastOf(customer) + minuteMs);
    const times = random.chance(0.3) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      steps.push({ do: 'erase', customer: place, by: random.pick(ways), atMs: atMs + delay(random) });
    }
    steps.push(...whatBringsBack(customer, place, atMs, random));
    const again = random.chance(0.6)
      ? signupAgain(spec, customer, customers.length, atMs, random)
      : undefined;
    if (!again) continue;
    steps.push(...webhooksOf(again, customers.length, random));
    customers.push(again);
  }
  return {
    ...spec,
    traits: { ...spec.traits, ...(random.chance(0.5) ? { deletesErased: true } : {}) },
    customers,
    steps: [...spec.steps, ...steps].sort((a, b) => a.atMs - b.atMs),
  };
}

function whatBringsBack(customer: Customer, place: number, erasedMs: number, random: Random): Step[] {
  const { versions, choices = [] } = customer;
  const later = (): number => {
    const kind = random.next();
    if (kind < 0.4) return erasedMs + random.between(0, minuteMs);
    if (kind < 0.9) return erasedMs + random.between(minuteMs, 6 * hourMs);
    return erasedMs + random.between(91, 130) * dayMs;
  };
  const steps: Step[] = [];
  for (let left = random.between(0, 4); left > 0; left -= 1) {
    const version = random.between(0, versions.length - 1);
    const how = random.pick<Pick<Step & { do: 'webhook' }, 'captured' | 'series' | 'silent'>>([
      {},
      { captured: true },
      { captured: true },
      { series: random.between(1, 3) },
      { silent: true },
    ]);
    const atMs = Math.max(later(), versions[version]?.atMs ?? 0);
    steps.push({ do: 'webhook', customer: place, version, ...how, atMs });
  }
  if (choices.length > 0 && random.chance(0.4)) {
    const choice = random.between(0, choices.length - 1);
    const { atMs: madeMs = 0, toldMs = madeMs } = choices[choice] ?? {};
    steps.push({ do: 'choice', customer: place, choice, atMs: Math.max(later(), toldMs) });
  }
  if (random.chance(0.3)) steps.push({ do: 'replay', customer: place, atMs: later() });
  if (random.chance(0.3)) steps.push({ do: 'redrive', atMs: later() });
  if (random.chance(0.3)) {
    const how = random.pick(['create', 'migrate', 'link', 'drop'] as const);
    steps.push({ do: 'late release', customer: place, how, atMs: later() });
  }
  if (random.chance(0.15)) {
    steps.push({ do: 'backfill', store: `${customer.source}/${customer.store}`, atMs: later() });
  }
  return steps;
}

/** The same person under a new id, in the same store or in another of the story. */
function signupAgain(
  { customers, traits }: Spec,
  customer: Customer,
  number: number,
  erasedMs: number,
  random: Random,
): Customer | undefined {
  const email = customer.versions.findLast((version) => version.email)?.email;
  if (!email) return undefined;
  const { source, store } = random.chance(0.6)
    ? customer
    : (customers[random.between(0, customers.length - 1)] ?? customer);
  const atMs = erasedMs + random.between(random.chance(0.2) ? -hourMs : minuteMs, 8 * hourMs);
  const since = Math.max(0, atMs);
  const isUnverified = storeTraitsOf(traits, { source, store }).emailsVerified === false;
  const first = {
    ...firstVersion(number, email, since, random),
    ...(isUnverified ? { unverified: true as const } : {}),
  };
  const more = random.chance(0.4)
    ? [{ ...first, atMs: since + random.between(2, 600) * secondMs, statement: random.chance(0.5) }]
    : [];
  const id = trialVendor(source).simulated.customerId(number);
  return { source, store, id, registeredMs: since, versions: [first, ...more] };
}
