import { trialSources } from '../../vendors/registry';
import type { Customer, Spec, Step, Version } from '../spec';

const [source] = trialSources;
const secondMs = 1000;
const monthsMs = 120 * 24 * 3600 * secondMs;

const signup: Version = {
  atMs: secondMs,
  name: 'Shopper Number0',
  email: 'shopper.0@example.com',
  birthDate: '1990-05-17',
  gender: null,
  phone: '+15550000000',
  note: null,
  statement: true,
};
/** Every field that can change does: one comes, one goes, one is another, and the yes becomes a no. */
const second: Version = {
  ...signup,
  atMs: 2 * secondMs,
  name: 'Shopper Number0 Version1',
  birthDate: null,
  note: 'Shopper note 1',
  statement: false,
};
const third: Version = { ...signup, atMs: 3 * secondMs, gender: 'female', phone: null, statement: true };

const histories: Readonly<Record<string, readonly [Version, Version, Version]>> = {
  'with an e-mail': [signup, second, third],
  'without an e-mail at first': [
    { ...signup, email: null, statement: false },
    second,
    { ...third, statement: false },
  ],
};

export interface Story {
  readonly name: string;
  readonly events: number;
  readonly isAtOnce: boolean;
  readonly isInOrder: boolean;
  readonly spec: Spec;
}

/**
 * Up to three events of one customer: at once, in every order; and in order, with months before the last of them. And a
 * choice before its customer, with an older one that comes last. And a deletion, before and after its signup.
 */
export function stories(): Story[] {
  return [
    ...Object.entries(histories).flatMap(([history, versions]) =>
      orders.flatMap((order) => {
        const name = `${history}: ${order.join(', ')}`;
        const steps = order.map(told);
        return [
          storyOf(`${name} at once`, { versions }, steps, isInOrder(order), 0),
          ...(order.length > 1 && isInOrder(order)
            ? [storyOf(`${name}, months before the last`, { versions }, steps, true, monthsMs)]
            : []),
        ];
      }),
    ),
    storyOf('a no, the signup, an older yes at once', choosing, [chosen(1), told(0), chosen(0)], false, 0),
    storyOf('the signup and its deletion at once', deleting, [told(0), deletion], false, 0),
    storyOf('a deletion and its signup at once', deleting, [deletion, told(0)], false, 0),
  ];
}

type Own = Pick<Customer, 'versions' | 'choices' | 'deletedMs'>;
type Told =
  | { readonly do: 'webhook'; readonly version: number }
  | { readonly do: 'choice'; readonly choice: number }
  | { readonly do: 'store deletion' };
const told = (version: number): Told => ({ do: 'webhook', version });
const chosen = (choice: number): Told => ({ do: 'choice', choice });

const deletion: Told = { do: 'store deletion' };
const deleting: Own = { versions: [signup], deletedMs: 2 * secondMs };

/** Whoever forgets the no takes the yes for the newest. */
const choosing: Own = {
  versions: [{ ...signup, statement: undefined }],
  choices: [
    { atMs: 2 * secondMs, about: 'e-mail', granted: true, isDated: true },
    { atMs: 3 * secondMs, about: 'e-mail', granted: false, isDated: true },
  ],
};

const isInOrder = (order: readonly number[]) => order.every((version, place) => version === place);

const orders = [
  [0],
  [0, 1],
  [1, 0],
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

function storyOf(
  name: string,
  own: Own,
  events: readonly Told[],
  isInOrder: boolean,
  lastAfterMs: number,
): Story {
  const customer: Customer = { source, store: 'default', id: '7000000001', registeredMs: 0, ...own };
  const steps = events.map(
    (event, place): Step => ({
      ...event,
      customer: 0,
      atMs: 5 * secondMs + place + (place === events.length - 1 ? lastAfterMs : 0),
    }),
  );
  const traits: Spec['traits'] = {
    workers: 2,
    skewMs: [0, 0],
    masivo: { readLagMs: 0, conflictStatus: 409, showsMetadata: true },
    longestExpiryMs: 0,
    longestIndexLagMs: 0,
    maxCreationsPerHour: null,
    perSecond: null,
    times: 'short',
    lastRelease: null,
  };
  return {
    name,
    events: events.length,
    isAtOnce: lastAfterMs === 0,
    isInOrder,
    spec: { seed: 1, traits, customers: [customer], steps, faults: [] },
  };
}
