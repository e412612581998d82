import * as v from 'valibot';
import { outcomes } from '../../../lambda/delivery/outcome';
import type { DeliveryQuery } from '../../core/answers/deliveries';

const mostPerPage = 200;

/** An empty value counts as not given: forms send those. */
const Given = <T extends v.GenericSchema<string, unknown>>(schema: T) =>
  v.optional(
    v.pipe(
      v.array(v.string()),
      v.transform(([first]) => first || undefined),
      v.optional(schema),
    ),
  );
const Short = (most: number, message: string) => v.pipe(v.string(), v.maxLength(most, message));
const time = 'is a time such as 2026-11-24T08:00:00Z';
const Time = v.pipe(
  v.string(),
  v.check((text) => text.length < 40 && !Number.isNaN(Date.parse(text)), time),
  v.transform((text) => new Date(text)),
);
const limit = `is a whole number from 1 to ${mostPerPage}`;
const before = 'is the position in the Link header of an earlier page';

const Parameters = v.object({
  limit: Given(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}$/, limit),
      v.transform(Number),
      v.minValue(1, limit),
      v.maxValue(mostPerPage, limit),
    ),
  ),
  outcome: v.optional(
    v.pipe(
      v.array(v.string()),
      v.transform((given) => given.filter((text) => text !== '')),
      v.array(v.picklist(outcomes, `is one of ${outcomes.join(', ')}`)),
    ),
  ),
  source: Given(Short(63, 'is the name of a source')),
  store: Given(Short(63, 'is the name of a store')),
  since: Given(Time),
  until: Given(Time),
  customer: Given(Short(255, "is a shopper's id in the store, of at most 255 characters")),
  email: Given(Short(320, 'is an e-mail address, of at most 320 characters')),
  signedWith: Given(Short(64, 'is the fingerprint of a secret')),
  // Longer ids are not ours, and DynamoDB refuses long keys.
  before: Given(Short(1000, before)),
});

export type ReadQuery =
  | { readonly kind: 'query'; readonly query: DeliveryQuery }
  | { readonly kind: 'bad'; readonly code: string; readonly message: string };

/** Reads the query string of a list: each name may be given once, `outcome` several times. */
export function readDeliveryQuery(parameters: Readonly<Record<string, string[]>>): ReadQuery {
  const result = v.safeParse(Parameters, { ...parameters });
  if (!result.success) {
    const [issue] = result.issues;
    const name = String(issue.path?.[0]?.key ?? 'query');
    return { kind: 'bad', code: `bad_${name}`, message: `${name} ${issue.message}` };
  }
  const { limit: most = 50, outcome = [], ...rest } = result.output;
  return {
    kind: 'query',
    query: { limit: most, ...(outcome.length > 0 ? { outcomes: outcome } : {}), ...given(rest) },
  };
}

type Rest = Omit<v.InferOutput<typeof Parameters>, 'limit' | 'outcome'>;

function given(rest: Rest): Omit<DeliveryQuery, 'limit' | 'outcomes'> {
  const { source, store, since, until, customer, email, signedWith, before: cursor } = rest;
  return {
    ...(source ? { source } : {}),
    ...(store ? { store } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(customer ? { customer } : {}),
    ...(email ? { email } : {}),
    ...(signedWith ? { signedWith } : {}),
    ...(cursor ? { before: cursor } : {}),
  };
}
