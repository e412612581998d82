import type { Random } from '../chaos/random';
import { trialVendor } from '../vendors/registry';
import type { Focus } from './focus';
import type { Choice, Customer, Step } from './spec';
import { delay } from './story';

const secondMs = 1000;

interface Story {
  readonly customers: readonly Customer[];
  readonly steps: readonly Step[];
}

/**
 * The story as stores tell it today. Where bodies of customers have no consent, what a version states becomes a choice
 * with an event of its own; Checkout's choices come besides. Some webhooks are of a subscription that is sent a part.
 */
export function withChoices({ customers, steps }: Story, focus: Focus, random: Random): Story {
  const chosen = customers.map((customer) => choosing(customer, focus, random));
  const told = steps.flatMap((step): Step[] => {
    if (step.do !== 'webhook') return [step];
    const customer = customers[step.customer];
    if (!customer || !trialVendor(customer.source).simulated.silentEvent || random.chance(0.6)) return [step];
    const silent: Step = { ...step, silent: true, atMs: step.atMs + random.between(0, 3 * secondMs) };
    return random.chance(0.5) ? [step, silent] : [silent];
  });
  const choices = chosen.flatMap(({ choices = [] }, customer) =>
    choices.flatMap(({ atMs, toldMs = atMs }, choice): Step[] =>
      Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => ({
        do: 'choice',
        customer,
        choice,
        atMs: Math.max(0, toldMs + delay(random)),
      })),
    ),
  );
  return { customers: chosen, steps: [...told, ...choices].sort((a, b) => a.atMs - b.atMs) };
}

function choosing(customer: Customer, focus: Focus, random: Random): Customer {
  const { versions } = customer;
  const inBodies = trialVendor(customer.source).silenceIsNo;
  const stated = inBodies
    ? []
    : versions.flatMap(({ statement, atMs }): Choice[] =>
        statement === undefined
          ? []
          : [{ ...plain(random), granted: statement, atMs: atMs + random.between(-3, 30) * secondMs }],
      );
  const [from, to] = [versions[0]?.atMs ?? 0, versions.at(-1)?.atMs ?? 0];
  const others = Array.from(
    { length: random.chance(focus.changesStatement) ? random.between(1, 2) : 0 },
    () => ({
      ...plain(random),
      about: random.chance(0.2) ? ('other' as const) : ('e-mail' as const),
      granted: random.pick([true, false, undefined]),
      atMs: random.between(from - 10 * secondMs, to + 60 * secondMs),
    }),
  );
  const taken = new Set(versions.map(({ atMs }) => secondOf(atMs)));
  const choices = [...stated, ...others].map((choice): Choice => {
    let { atMs } = choice;
    // Of one moment, nobody could say whether a body or a choice came first.
    while (taken.has(secondOf(atMs))) atMs += secondMs;
    return { ...choice, atMs };
  });
  return {
    ...customer,
    versions: inBodies ? versions : versions.map((version) => ({ ...version, statement: undefined })),
    choices: inBodies ? choices : toldLate(choices, random),
  };
}

/** Some that have a date are told late: one without a date that was made later may be told before. */
function toldLate(choices: readonly Choice[], random: Random): readonly Choice[] {
  const taken = new Set(choices.map(({ atMs }) => secondOf(atMs)));
  return choices.map((choice) => {
    if (!choice.isDated || !random.chance(0.2)) return choice;
    let toldMs = choice.atMs + random.between(1, 60) * secondMs;
    // Of one moment, the story could not say which was told first.
    while (taken.has(secondOf(toldMs))) toldMs += secondMs;
    taken.add(secondOf(toldMs));
    return { ...choice, toldMs };
  });
}

const secondOf = (ms: number): number => Math.floor(ms / secondMs);

const plain = (random: Random) => ({ about: 'e-mail' as const, isDated: random.chance(0.8) });
