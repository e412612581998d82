import type { Misbehaviour, Rule } from '../../local-bridge';

/** What the sandbox can be told to do wrong, in the words of somebody who meets it. */
export const switches: readonly { readonly label: string; readonly rule: Rule }[] = [
  { label: 'Fails: answers 503', rule: { do: 'status', status: 503 } },
  { label: 'Asks for patience: answers 429', rule: { do: 'throttle', retryAfter: 2 } },
  { label: 'Refuses our key: answers 401', rule: { do: 'status', status: 401 } },
  { label: 'Hangs: never answers', rule: { do: 'hang' } },
  { label: 'Is slow: answers after 2 s', rule: { do: 'latency', delayMs: 2000 } },
  { label: 'Answers what cannot be read', rule: { do: 'garble' } },
  { label: 'Does the work, then hangs up', rule: { do: 'close-after' } },
  { label: 'Does the work after we gave up', rule: { do: 'work-late', delayMs: 4000 } },
];

const isSame = (rule: Rule, other: Rule) =>
  (['do', 'status', 'retryAfter', 'delayMs'] as const).every((field) => rule[field] === other[field]);

/** Rules are drawn one after the other, so a later one needs a greater share of what is left. */
export function planOf(labels: readonly string[], probability: number): Misbehaviour {
  const chosen = switches.filter(({ label }) => labels.includes(label));
  const share = probability / chosen.length;
  return {
    rules: chosen.map(({ rule }, index) => ({ ...rule, probability: share / (1 - index * share) })),
  };
}

/** What is switched on. Rules that were set elsewhere, by the sandbox's control API, are only counted. */
export function readPlan({ rules = [] }: Misbehaviour): {
  readonly labels: readonly string[];
  readonly foreign: number;
  readonly probability: number;
} {
  const labels = switches
    .filter(({ rule }) => rules.some((other) => isSame(rule, other)))
    .map(({ label }) => label);
  const first = rules[0]?.probability ?? 1;
  return {
    labels,
    foreign: rules.filter((rule) => !switches.some((known) => isSame(known.rule, rule))).length,
    probability: Math.min(1, Math.round(first * Math.max(labels.length, 1) * 100) / 100),
  };
}
