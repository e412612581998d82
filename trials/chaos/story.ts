import { defaultStore } from '../../lambda/store-name';
import { trialSources, trialVendor } from '../vendors/registry';
import { choicesOf } from './choices';
import { perhapsMerged } from './merges';
import { type Random, randomFrom } from './random';
import { began, guardedStore, type Shopper, type Version, versionOf } from './shopper';

/** What an event says of its shopper; nothing where it is one of the vendor's tests. */
export type Tells =
  | { readonly version: number; readonly birthDate: boolean }
  | { readonly choice: number }
  | 'deletion'
  | 'merge'
  | 'erasure'
  | 'nothing';

/** One webhook of the story; it may be sent several times. */
export interface StoryEvent {
  readonly shopper: Shopper;
  /** Indexes into what the shopper has of these. */
  readonly tells: Tells;
  readonly body: Buffer;
  /** The vendor's headers, without the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Story {
  readonly shoppers: readonly Shopper[];
  /** In the order of sending: duplicated, reordered, interleaved. */
  readonly sendings: readonly StoryEvent[];
}

/** A story of about so many webhooks. Pure: the same seed, the same bytes in the same order. */
export function tellStory(sendings: number, seed: number): Story {
  const random = randomFrom(seed);
  const erasing = randomFrom(seed + 4);
  const merging = randomFrom(seed + 5);
  const shoppers: Shopper[] = [];
  const queue: { readonly event: StoryEvent; readonly place: number }[] = [];
  for (let number = 0; queue.length < sendings; number += 1) {
    const before = shoppers.at(-1);
    const shopper = perhapsErased(
      perhapsMerged(newShopper(number, random, before), shoppers, merging),
      erasing,
    );
    shoppers.push(shopper);
    const place = queue.length;
    for (const event of eventsOf(shopper, random)) {
      const copies = random.chance(0.25) ? random.between(2, 4) : 1;
      // Mostly close together, as stores send them; now and then far away.
      for (let copy = 0; copy < copies; copy += 1) {
        queue.push({ event, place: place + random.between(0, random.chance(0.1) ? 400 : 30) });
      }
    }
  }
  queue.sort((a, b) => a.place - b.place);
  return { shoppers, sendings: queue.slice(0, sendings).map(({ event }) => event) };
}

function newShopper(number: number, random: Random, before: Shopper | undefined): Shopper {
  const source = random.pick(trialSources);
  const vendor = trialVendor(source);
  const id = vendor.story.customerId(number);
  // One person in two stores: the neighbour's e-mail, if it is not shared already.
  const mayBeTwin =
    before &&
    !before.twin &&
    before.deletedAt === undefined &&
    !before.merged &&
    !before.erasedBy &&
    before.source !== source;
  const twin = mayBeTwin && random.chance(0.12) ? before : undefined;
  const email = twin?.versions.at(-1)?.email ?? `shopper.${number}@example.com`;
  const lateEmail = !twin && random.chance(0.15);
  const neverEmail = !twin && random.chance(0.03);
  const seconds = secondsOf(random.between(1, 4), began + number * 60_000, random);
  const count = seconds.length;
  const versions = seconds.map((second, index): Version => {
    const hasEmail = !neverEmail && (!lateEmail || index > 0 || count === 1);
    return {
      second,
      name: `Shopper ${number} Version ${random.chance(0.2) ? 'same' : index}`,
      email: hasEmail ? email : null,
      // Where a customer's body has none, choices are all there is.
      word: vendor.silenceIsNo ? random.pick([undefined, undefined, true, false]) : undefined,
      // Made up, to be searched for in the logs. Now and then it is taken back.
      phone: random.chance(0.2) ? null : `+1555${String(number).padStart(6, '0')}${random.between(0, 2)}`,
      birthDate: random.chance(0.3) ? null : `19${random.between(50, 99)}-0${random.between(1, 9)}-17`,
    };
  });
  const store = random.chance(guardedShare) ? guardedStore : defaultStore;
  const choices = choicesOf(source, versions, random);
  const last = Math.max(...seconds, ...choices.map(({ noticedAt }) => Math.ceil(noticedAt / 1000)));
  return {
    source,
    store,
    id,
    versions,
    choices,
    twin: twin?.id,
    hasTie: new Set(seconds).size < seconds.length,
    ...(!twin && random.chance(deletedShare) ? { deletedAt: last + random.between(1, 20) } : {}),
  };
}

/** An erasure of one takes the link from the other: the simulation has that. */
function perhapsErased(shopper: Shopper, random: Random): Shopper {
  if (shopper.twin !== undefined || shopper.merged || !random.chance(erasedShare)) return shopper;
  const byStore = trialVendor(shopper.source).story.redaction !== undefined && random.chance(0.6);
  return { ...shopper, erasedBy: byStore ? 'store' : 'operator' };
}

const erasedShare = 0.06;
const guardedShare = 0.08;
const deletedShare = 0.06;

/** When each of so many versions was made, in epoch seconds. */
function secondsOf(count: number, at: number, random: Random): number[] {
  let second = Math.floor(at / 1000);
  let sameSecond = false;
  return Array.from({ length: count }, (_, index) => {
    // At most two changes in one second: of three, no vendor says which is the last.
    sameSecond = index > 1 && !sameSecond && random.chance(0.25);
    if (!sameSecond) second += random.between(1, 30);
    return second;
  });
}

/** In the order in which they happened, as far as there is one. */
function eventsOf(shopper: Shopper, random: Random): StoryEvent[] {
  const { story } = trialVendor(shopper.source);
  const told = shopper.versions.flatMap(({ second }, version): [number, StoryEvent][] => {
    const whole: StoryEvent = {
      shopper,
      tells: { version, birthDate: true },
      ...story.event(shopper, version),
    };
    const silent = story.silentEvent?.(shopper, version, random);
    if (!silent || random.chance(0.6)) return [[second, whole]];
    const less: StoryEvent = { shopper, tells: { version, birthDate: false }, ...silent };
    return (random.chance(0.5) ? [whole, less] : [less]).map((event) => [second, event]);
  });
  const chosen = shopper.choices.map(({ noticedAt }, choice): [number, StoryEvent] => [
    noticedAt / 1000,
    { shopper, tells: { choice }, ...story.choices.event(shopper, choice) },
  ]);
  const { deletedAt } = shopper;
  const deleted =
    deletedAt === undefined
      ? []
      : [[deletedAt, { shopper, tells: 'deletion', ...story.deletion(shopper, random) }] as const];
  const { merged } = shopper;
  const merge = merged && story.merge?.(shopper, merged);
  const mergedEvents = merge ? [[merged.at, { shopper, tells: 'merge', ...merge }] as const] : [];
  const erased = shopper.erasedBy
    ? [[Number.POSITIVE_INFINITY, { shopper, tells: 'erasure', ...erasureOf(shopper) }] as const]
    : [];
  const tests = random.chance(testShare) ? [[0, testOf(shopper, random)] as const] : [];
  return [...told, ...chosen, ...deleted, ...mergedEvents, ...erased, ...tests]
    .sort(([a], [b]) => a - b)
    .map(([, event]) => event);
}

/** What an operator does has no webhook. */
const erasureOf = (shopper: Shopper) =>
  (shopper.erasedBy === 'store' && trialVendor(shopper.source).story.redaction?.(shopper)) || {
    headers: {},
    body: Buffer.alloc(0),
  };

const testShare = 0.03;

/** A test of the endpoint, with the id of the shopper or of nobody: whoever believes it is found out by its name. */
function testOf(shopper: Shopper, random: Random): StoryEvent {
  const { story } = trialVendor(shopper.source);
  const version = { ...versionOf(shopper, 0), name: 'Shopper Test Notification', email: 'test@example.com' };
  const id = random.chance(0.5) ? shopper.id : `${shopper.id}0`;
  const event = story.event({ ...shopper, id, versions: [version] }, 0);
  return { shopper, tells: 'nothing', ...story.asTest(event) };
}
