import type { Random } from '../chaos/random';

/** What a universe is about. Left to itself chance rarely brings together what makes the hard cases. */
export interface Focus {
  readonly name: string;
  readonly customers: readonly [least: number, most: number];
  /** Probabilities. */
  readonly sharesEmail: number;
  readonly isOld: number;
  readonly comesWithoutEmail: number;
  /** That a change is a statement on consent. */
  readonly changesStatement: number;
  /** That the next change comes within two minutes, and that it comes after months. */
  readonly comesSoon: number;
  readonly comesAfterMonths: number;
  readonly hasGuard: number;
  readonly acts: Readonly<
    Record<
      'pause' | 'replay' | 'redrive' | 'release' | 'backfill' | 'delete' | 'purge' | 'edit' | 'foreign',
      number
    >
  >;
  /** Half of what goes wrong befalls these calls. */
  readonly calls: readonly [string, ...string[]];
}

const acts = {
  pause: 0.12,
  replay: 0.2,
  redrive: 0.15,
  release: 0.2,
  backfill: 0.15,
  delete: 0.08,
  purge: 0,
  edit: 0.08,
  foreign: 0.08,
};

const anything: Focus = {
  name: 'anything',
  customers: [1, 4],
  sharesEmail: 0.4,
  isOld: 0.12,
  comesWithoutEmail: 0.12,
  changesStatement: 0.25,
  comesSoon: 0.65,
  comesAfterMonths: 0.2,
  hasGuard: 0.25,
  acts,
  calls: ['masivo create', 'masivo consent', 'masivo change', 'write customer', 'write delivery'],
};

const consent: Focus = {
  ...anything,
  name: 'consent',
  customers: [1, 2],
  changesStatement: 0.8,
  comesSoon: 0.85,
  comesAfterMonths: 0.1,
  calls: ['masivo consent', 'masivo create', 'masivo change'],
};

const links: Focus = {
  ...anything,
  name: 'links',
  customers: [2, 4],
  sharesEmail: 1,
  comesSoon: 0.85,
  calls: ['masivo change', 'write customer', 'query byOwner', 'masivo create'],
};

const guard: Focus = {
  ...anything,
  name: 'guard',
  customers: [2, 4],
  hasGuard: 1,
  sharesEmail: 0.2,
  acts: { ...acts, release: 0.9, backfill: 0.05 },
  calls: ['masivo migrate', 'masivo create', 'write customer', 'write delivery', 'masivo consent'],
};

const expiry: Focus = {
  ...anything,
  name: 'expiry',
  customers: [1, 2],
  comesSoon: 0.3,
  comesAfterMonths: 0.6,
};

const deletion: Focus = {
  ...anything,
  name: 'deletion',
  customers: [1, 2],
  acts: { ...acts, delete: 1, release: 0.5, replay: 0.5 },
};

const backfill: Focus = {
  ...anything,
  name: 'backfill',
  isOld: 0.7,
  acts: { ...acts, backfill: 1, foreign: 0.15 },
  calls: ['masivo migrate', 'masivo consent', 'masivo find', 'write customer'],
};

/** Some stores make a customer of each checkout of a guest: many with one e-mail. */
const guests: Focus = { ...links, name: 'guests', customers: [7, 12], comesSoon: 1 };

/** More are deleted within minutes than anybody deletes, and looked for at once. */
const purge: Focus = {
  ...anything,
  name: 'purge',
  customers: [4, 6],
  sharesEmail: 0.15,
  comesWithoutEmail: 0,
  comesSoon: 0.9,
  comesAfterMonths: 0,
  hasGuard: 0,
  acts: { ...acts, purge: 1, backfill: 0 },
};

export function focusOf(random: Random): Focus {
  if (random.chance(0.01)) return guests;
  if (random.chance(0.01)) return purge;
  return random.pick<Focus>([
    anything,
    anything,
    anything,
    consent,
    links,
    guard,
    expiry,
    deletion,
    backfill,
  ]);
}
