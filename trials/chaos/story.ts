import { trialSources, trialVendor } from '../vendors/registry';
import { type Random, randomFrom } from './random';

/** One state of a shopper, in the terms of the check. */
export interface Version {
  readonly name: string;
  readonly email: string | null;
  /** The shopper's consent statement on e-mail marketing; undefined where there is none. */
  readonly word: boolean | undefined;
}

export interface Shopper {
  readonly source: string;
  readonly id: string;
  /** In the order in which they happened. */
  readonly versions: readonly Version[];
  /** The other id of the same person, whose e-mail it shares. */
  readonly twin: string | undefined;
}

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

/** The first moment of every story. */
export const began = Date.parse('2026-11-01T00:00:00Z');

/** A story of about so many webhooks. Pure: the same seed, the same bytes in the same order. */
export function tellStory(sendings: number, seed: number): Story {
  const random = randomFrom(seed);
  const shoppers: Shopper[] = [];
  const queue: { readonly event: StoryEvent; readonly place: number }[] = [];
  for (let number = 0; queue.length < sendings; number += 1) {
    const before = shoppers.at(-1);
    const shopper = newShopper(number, random, before);
    shoppers.push(shopper);
    const place = queue.length;
    for (const event of eventsOf(shopper, began + number * 60_000, random)) {
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
    };
  });
  return { source, id, versions, twin: twin?.id };
}

function eventsOf(shopper: Shopper, at: number, random: Random): StoryEvent[] {
  let second = Math.floor(at / 1000);
  let sameSecond = false;
  return shopper.versions.map((_, index) => {
    // At most two changes in one second: of three, no vendor says which is the last.
    sameSecond = index > 1 && !sameSecond && random.chance(0.25);
    if (!sameSecond) second += random.between(1, 30);
    return { shopper, version: index, ...trialVendor(shopper.source).story.event(shopper, index, second) };
  });
}

/** A made-up value, to be searched for in the logs. */
export const phoneOf = ({ id }: Shopper) => `+1555${id.replace(/\D/g, '').slice(-7).padStart(7, '0')}`;

/** @throws Error where there is none: a bug of the story */
export function versionOf({ id, versions }: Shopper, index: number): Version {
  const version = versions[index];
  if (!version) throw new Error(`${id} has no version ${index}`);
  return version;
}
