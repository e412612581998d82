import type { Misbehaviour, Rule } from '../../local-bridge';

/** The sandbox's faults, as a client sees them. */
export const switches: readonly { readonly label: string; readonly rule: Rule }[] = [
  { label: 'Fails: answers 503', rule: { do: 'status', status: 503 } },
  { label: 'Throttles: answers 429', rule: { do: 'throttle', retryAfter: 2 } },
  { label: 'Refuses our key: answers 401', rule: { do: 'status', status: 401 } },
  { label: 'Hangs: never answers', rule: { do: 'hang' } },
  { label: 'Is slow: answers after 2 s', rule: { do: 'latency', delayMs: 2000 } },
  { label: 'Answers with an unreadable body', rule: { do: 'garble' } },
  { label: 'Does the work, then hangs up', rule: { do: 'close-after' } },
  { label: 'Does the work after we gave up', rule: { do: 'work-late', delayMs: 4000 } },
];

const isSame = (rule: Rule, other: Rule) =>
  (['do', 'status', 'retryAfter', 'delayMs'] as const).every((field) => rule[field] === other[field]);

/** Rules are drawn one after the other, so a later one needs a greater probability for the same share. */
export function planOf(labels: readonly string[], probability: number): Misbehaviour {
  const chosen = switches.filter(({ label }) => labels.includes(label));
  const share = probability / chosen.length;
  return {
    rules: chosen.map(({ rule }, index) => ({ ...rule, probability: share / (1 - index * share) })),
  };
}

/** Which faults are on. Rules set through the sandbox's control API are only counted. */
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
