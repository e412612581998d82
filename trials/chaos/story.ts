import { defaultStore } from '../../lambda/store-name';
import { trialSources, trialVendor } from '../vendors/registry';
import { type Random, randomFrom } from './random';
import { began, guardedStore, type Shopper, type Version } from './shopper';

/** One webhook of the story; it may be sent several times. */
export interface StoryEvent {
  readonly shopper: Shopper;
  /** Index into the shopper's versions. */
  readonly version: number;
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
  const shoppers: Shopper[] = [];
  const queue: { readonly event: StoryEvent; readonly place: number }[] = [];
  for (let number = 0; queue.length < sendings; number += 1) {
    const before = shoppers.at(-1);
    const person = newShopper(number, random, before);
    const seconds = secondsOf(person, began + number * 60_000, random);
    const shopper = { ...person, hasTie: new Set(seconds).size < seconds.length };
    shoppers.push(shopper);
    const place = queue.length;
    for (const event of eventsOf(shopper, seconds)) {
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

function newShopper(number: number, random: Random, before: Shopper | undefined): Omit<Shopper, 'hasTie'> {
  const source = random.pick(trialSources);
  const id = trialVendor(source).story.customerId(number);
  // One person in two stores: the neighbour's e-mail, if it is not shared already.
  const twin = before && !before.twin && before.source !== source && random.chance(0.12) ? before : undefined;
  const email = twin?.versions.at(-1)?.email ?? `shopper.${number}@example.com`;
  const lateEmail = !twin && random.chance(0.15);
  const neverEmail = !twin && random.chance(0.03);
  const count = random.between(1, 4);
  const versions = Array.from({ length: count }, (_, index): Version => {
    const hasEmail = !neverEmail && (!lateEmail || index > 0 || count === 1);
    return {
      name: `Shopper ${number} Version ${random.chance(0.2) ? 'same' : index}`,
      email: hasEmail ? email : null,
      word: random.pick([undefined, undefined, true, false]),
      // Made up, to be searched for in the logs. Now and then it is taken back.
      phone: random.chance(0.2) ? null : `+1555${String(number).padStart(6, '0')}${random.between(0, 2)}`,
    };
  });
  const store = random.chance(guardedShare) ? guardedStore : defaultStore;
  return { source, store, id, versions, twin: twin?.id };
}

const guardedShare = 0.08;

/** When each version was made, in epoch seconds. */
function secondsOf({ versions }: Pick<Shopper, 'versions'>, at: number, random: Random): number[] {
  let second = Math.floor(at / 1000);
  let sameSecond = false;
  return versions.map((_, index) => {
    // At most two changes in one second: of three, no vendor says which is the last.
    sameSecond = index > 1 && !sameSecond && random.chance(0.25);
    if (!sameSecond) second += random.between(1, 30);
    return second;
  });
}

function eventsOf(shopper: Shopper, seconds: readonly number[]): StoryEvent[] {
  const { story } = trialVendor(shopper.source);
  return seconds.map((second, index) => ({
    shopper,
    version: index,
    ...story.event(shopper, index, second),
  }));
}
