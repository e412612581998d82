import { type Random, randomFrom } from './random';

/** One state of a shopper, in the terms of the check. */
export interface Version {
  readonly name: string;
  readonly email: string | null;
  /** The shopper's consent statement on e-mail marketing; undefined where there is none. */
  readonly word: boolean | undefined;
}

export interface Shopper {
  readonly source: 'shopify' | 'stripe';
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

const began = Date.parse('2026-11-01T00:00:00Z');

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
  const source = random.pick<Shopper['source']>(['shopify', 'stripe']);
  const id = source === 'shopify' ? String(7_000_000_000_000 + number) : `cus_Chaos${number}`;
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
  return shopper.versions.map((version, index) => {
    // At most two changes in one second: of three, no vendor says which is the last.
    sameSecond = index > 1 && !sameSecond && random.chance(0.25);
    if (!sameSecond) second += random.between(1, 30);
    const tell = shopper.source === 'shopify' ? shopifyEvent : stripeEvent;
    return tell(shopper, version, index, second);
  });
}

function shopifyEvent(shopper: Shopper, version: Version, index: number, second: number): StoryEvent {
  const [first, ...rest] = version.name.split(' ');
  const body = {
    admin_graphql_api_id: `gid://shopify/Customer/${shopper.id}`,
    created_at: iso(began / 1000),
    updated_at: iso(second),
    first_name: first,
    last_name: rest.join(' '),
    email: version.email,
    phone: phoneOf(shopper),
    ...(version.word === undefined
      ? {}
      : { email_marketing_consent: { state: version.word ? 'subscribed' : 'unsubscribed' } }),
  };
  return {
    shopper,
    version: index,
    body: Buffer.from(JSON.stringify(body)),
    headers: {
      'X-Shopify-Topic': index === 0 ? 'customers/create' : 'customers/update',
      'X-Shopify-Shop-Domain': 'chaos.myshopify.com',
      'X-Shopify-Webhook-Id': `${shopper.id}-${index}`,
      // Shopify's clock ticks finer than its `updated_at`.
      'X-Shopify-Triggered-At': new Date(second * 1000 + index * 10).toISOString(),
    },
  };
}

function stripeEvent(shopper: Shopper, version: Version, index: number, second: number): StoryEvent {
  const before = shopper.versions[index - 1];
  const state = ({ name, email, word }: Version) => ({
    name,
    email,
    metadata: word === undefined ? {} : { newsletter: word ? 'yes' : 'no' },
  });
  const body = {
    id: `evt_${shopper.id}_${index}`,
    object: 'event',
    created: second,
    type: index === 0 ? 'customer.created' : 'customer.updated',
    livemode: false,
    pending_webhooks: 1,
    request: null,
    data: {
      object: {
        id: shopper.id,
        object: 'customer',
        created: began / 1000,
        balance: index,
        phone: phoneOf(shopper),
        ...state(version),
      },
      // Every change moves the balance, too, so that no two changes of one second are alike.
      ...(before
        ? { previous_attributes: { ...changed(state(before), state(version)), balance: index - 1 } }
        : {}),
    },
  };
  return { shopper, version: index, body: Buffer.from(JSON.stringify(body)), headers: {} };
}

/** Stripe lists the old values of what changed; of metadata the changed members, null where there was none. */
function changed(
  before: ReturnType<typeof Object>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { metadata: oldMetadata, ...old } = before as Record<string, unknown> & {
    metadata: Record<string, unknown>;
  };
  const newMetadata = after.metadata as Record<string, unknown>;
  const fields = Object.entries(old).filter(([key, value]) => value !== after[key]);
  const members = [...new Set([...Object.keys(oldMetadata), ...Object.keys(newMetadata)])]
    .filter((key) => oldMetadata[key] !== newMetadata[key])
    .map((key) => [key, oldMetadata[key] ?? null]);
  return {
    ...Object.fromEntries(fields),
    ...(members.length > 0 ? { metadata: Object.fromEntries(members) } : {}),
  };
}

/** A made-up value, to be searched for in the logs. */
const phoneOf = ({ id }: Shopper) => `+1555${id.replace(/\D/g, '').slice(-7).padStart(7, '0')}`;

const iso = (second: number) => new Date(second * 1000).toISOString().replace('.000Z', 'Z');
