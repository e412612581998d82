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

/** Up to three events of one customer: at once, in every order; and in order, with months before the last of them. */
export function stories(): Story[] {
  return Object.entries(histories).flatMap(([history, versions]) =>
    orders.flatMap((order) => [
      storyOf(`${history}: ${order.join(', ')} at once`, versions, order, 0),
      ...(order.length > 1 && isInOrder(order)
        ? [storyOf(`${history}: ${order.join(', ')}, months before the last`, versions, order, monthsMs)]
        : []),
    ]),
  );
}

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
  versions: readonly Version[],
  order: readonly number[],
  lastAfterMs: number,
): Story {
  const customer: Customer = {
    source,
    store: 'default',
    id: '7000000001',
    registeredMs: 0,
    versions,
  };
  const steps = order.map(
    (version, place): Step => ({
      do: 'webhook',
      customer: 0,
      version,
      atMs: 5 * secondMs + place + (place === order.length - 1 ? lastAfterMs : 0),
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
    events: order.length,
    isAtOnce: lastAfterMs === 0,
    isInOrder: isInOrder(order),
    spec: { seed: 1, traits, customers: [customer], steps, faults: [] },
  };
}
