import type { Random } from '../chaos/random';
import type { Focus } from './focus';
import type { Customer, Step } from './spec';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What operators and others do meanwhile. */
export function actsIn(
  customers: readonly Customer[],
  webhooks: readonly Step[],
  { acts }: Focus,
  random: Random,
): Step[] {
  const times = webhooks.map(({ atMs }) => atMs);
  const sometime = () =>
    (times[random.between(0, times.length - 1)] ?? 0) + random.between(secondMs, 2 * hourMs);
  const someone = () => random.between(0, customers.length - 1);
  const store = () => {
    const customer = customers[someone()];
    return `${customer?.source}/${customer?.store}`;
  };
  const steps: Step[] = [];
  if (random.chance(acts.pause)) {
    const atMs = sometime();
    const stores = random.chance(0.3) ? '*' : store();
    steps.push({ do: 'pause', atMs, store: stores });
    steps.push({ do: 'resume', atMs: atMs + pauseMs(random), store: stores });
  }
  if (random.chance(acts.replay)) steps.push({ do: 'replay', atMs: sometime(), customer: someone() });
  if (random.chance(acts.redrive)) steps.push({ do: 'redrive', atMs: sometime() });
  if (random.chance(acts.release)) {
    steps.push({ do: 'release', atMs: sometime(), how: random.pick(['create', 'migrate', 'drop']) });
  }
  if (random.chance(acts.backfill)) steps.push({ do: 'backfill', atMs: sometime(), store: store() });
  if (random.chance(0.1)) steps.push({ do: 'expire-tokens', atMs: sometime() });
  if (random.chance(acts.edit))
    steps.push({ do: 'edit', atMs: sometime() + 5 * minuteMs, customer: someone() });
  if (random.chance(acts.delete)) {
    const atMs = sometime() + hourMs;
    // Now and then so many that nobody may believe it.
    const chosen = random.chance(0.3) ? customers.map((_, index) => index) : [someone()];
    for (const customer of chosen)
      steps.push({ do: 'delete', atMs: atMs + random.between(0, secondMs), customer });
    if (random.chance(0.3)) steps.push({ do: 'delete', atMs: sometime() + hourMs, customer: someone() });
  }
  if (random.chance(acts.purge)) steps.push(...purgeOf(customers, sometime(), random));
  if (random.chance(acts.foreign)) {
    const customer = customers[someone()];
    const email = customer?.versions.find((version) => version.email)?.email ?? 'nobody@example.com';
    const id = random.chance(0.5) && customer ? customer.id : 'elsewhere-1';
    steps.push({ do: 'foreign', atMs: 0, id, email });
  }
  return steps;
}

/** Mostly hours; now and then longer than SQS keeps messages. */
const pauseMs = (random: Random) =>
  random.chance(0.8) ? random.between(minuteMs, 8 * hourMs) : random.between(1, 20) * dayMs;

/** So many are deleted that nobody may believe it, and an operator looks after all of them. */
const purgeOf = (customers: readonly Customer[], atMs: number, random: Random): Step[] =>
  customers.flatMap((_, customer): Step[] => [
    { do: 'delete', atMs: atMs + random.between(0, 3 * minuteMs), customer },
    { do: 'replay', atMs: atMs + random.between(3 * minuteMs, 8 * minuteMs), customer },
  ]);
