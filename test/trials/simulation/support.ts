import { type Customer, type Spec, storyStart, type Version } from '../../../trials/simulation/spec';
import { runUniverse } from '../../../trials/simulation/universe';
import type { World } from '../../../trials/simulation/world/world';

const minuteMs = 60_000;

export const version: Version = {
  atMs: 0,
  name: 'Shopper Number0',
  email: 'shopper.0@example.com',
  birthDate: '1990-05-17',
  gender: 'female',
  phone: '+15550000000',
  note: null,
  statement: false,
};

export const shopper: Customer = {
  source: 'shopify',
  store: 'default',
  id: '7000000001',
  registeredMs: 0,
  versions: [version, { ...version, atMs: 5 * minuteMs, name: 'Shopper Number0 Version1', statement: true }],
};

/** The same person in another store. */
export const twin: Customer = {
  source: 'stripe',
  store: 'default',
  id: 'cus_Simulated1',
  registeredMs: 2 * minuteMs,
  versions: [{ ...version, atMs: 2 * minuteMs, name: 'Shopper Number1' }],
};

/** A story in which nothing goes wrong. */
export const sound: Spec = {
  seed: 1,
  traits: {
    workers: 1,
    skewMs: [0],
    masivo: { readLagMs: 0, conflictStatus: 409, showsMetadata: true },
    longestExpiryMs: 0,
    longestIndexLagMs: 0,
    maxCreationsPerHour: null,
    perSecond: null,
    times: 'live',
    lastRelease: null,
  },
  customers: [shopper, twin],
  steps: [
    { do: 'webhook', customer: 0, version: 0, atMs: 1000 },
    { do: 'webhook', customer: 1, version: 0, atMs: 3 * minuteMs },
    { do: 'webhook', customer: 0, version: 1, atMs: 6 * minuteMs },
  ],
  faults: [],
};

/** The consent that Masivo has when this story is over. */
export const purposes = {
  behavioral_campaigns: true,
  coupon_campaigns: true,
  punchcard_campaigns: false,
  email_marketing: true,
  push_notifications: false,
  link_tracking: false,
};

/** What the judge finds in a story. */
export async function kindsIn(spec: Spec, sabotage: (world: World) => void = () => {}) {
  const { violations } = await runUniverse(spec, { sabotage });
  return [...new Set(violations.map(({ kind }) => kind))].sort();
}

/** Sabotage when all is over, and before anybody judges. */
export const later =
  (act: (world: World) => unknown) =>
  (world: World): void =>
    void world.scheduler.at(storyStart + 30 * minuteMs, () => act(world));
