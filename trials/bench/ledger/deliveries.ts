import { createHash } from 'node:crypto';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { composeLedger } from '../../../lambda/composition/compose-ledger';
import type { Outcome } from '../../../lambda/delivery/outcome';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { itemVersions } from '../../../lambda/ledger/item-versions';
import { envelopeToStore } from '../../../lambda/ledger/stored-envelope';
import { envelopeOf } from '../../../lambda/new-envelope';
import { profileOf } from '../../../lambda/sources/profiles';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';
import { modelled } from '../../vendors/modelled';

export const account = 'bench';
export const tableName = 'ledger';

/** As it travels: bytes in base64. */
export type Item = Readonly<Record<string, unknown>>;

/** How often each outcome ends a thousand deliveries of an ordinary month: some are rare, and stay so. */
const perThousand: readonly (readonly [Outcome, number])[] = [
  ['created', 650],
  ['updated', 150],
  ['unchanged', 100],
  ['exists', 50],
  ['ignored', 28],
  ['unlinked', 1],
  ['stale', 10],
  ['waiting', 5],
  ['refused', 3],
  ['held', 1],
  ['gone', 1],
  ['retry', 1],
];
const outcomes = perThousand.flatMap(([outcome, times]) => Array.from({ length: times }, () => outcome));

/** When the first delivery was received. */
export const firstAt = Date.parse('2026-01-01T00:00:00Z');

// A page reads fifty bodies, whatever is stored beside them: one short body for all saves the bench's disk and time.
const { source, usualHeaders } = profileOf(modelled);
const stored = envelopeToStore(
  envelopeOf({
    source,
    store: 'default',
    request: {
      headers: usualHeaders('any'),
      body: Buffer.from('{"id":7000000000001}'),
    },
    secret: 'bench',
    receivedAt: new Date(firstAt),
  }),
);

/** A store with one delivery in twenty thousand, spread evenly: 50 of a million. */
export const rareStore = 'rare';
export const rareEvery = 20_000;

/** The delivery with this number: a second after the one before, its outcome spread evenly over the thousand. */
export function record(number: number): DeliveryRecord {
  const receivedAt = new Date(firstAt + number * 1000).toISOString();
  const outcome = outcomes[(number * 617) % outcomes.length] ?? 'created';
  return {
    v: itemVersions.delivery,
    ...stored,
    ...(number % rareEvery === 0 ? { store: rareStore } : {}),
    id: createHash('md5').update(String(number)).digest('hex'),
    receivedAt,
    customer: String(7_000_000_000_000 + number),
    outcome,
    reason: null,
    attempts: [{ id: String(number), series: 0, at: receivedAt, ms: 120, outcome, reason: null, calls: [] }],
    attemptCount: 1,
    triedSince: firstAt + number * 1000,
  };
}

/** The items that the ledger itself makes of deliveries, taken from its hands before they are sent. */
export function itemMaker(): (number: number) => Promise<Item> {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  let made: Item | undefined;
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if ('Item' in input && input.Item) made = onTheWire(input.Item);
        return { output: { $metadata: {} }, response: {} };
      },
    // Before the SDK's own steps, which would only make it slower.
    { step: 'initialize', priority: 'high' },
  );
  const { ledger } = composeLedger({
    db: sdkDynamoDb(client),
    tableName,
    account,
    // Records of deliveries ask for no tombstone.
    hash: async (text) => text,
    keepDeliveriesDays: 90,
    ledgerRestoredAt: undefined,
    now: () => new Date(firstAt),
  });
  return async (number) => {
    await ledger.record(record(number), 0);
    if (!made) throw new Error('The ledger wrote no item');
    const item = made;
    made = undefined;
    return item;
  };
}

/** The ledger's bytes are attributes of their own, never inside of others. */
const onTheWire = (item: Readonly<Record<string, AttributeValue>>): Item =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );

/** Another form of items has another fingerprint, and a ledger that was filled with the old one is not used. */
export async function formOfItems(): Promise<string> {
  const make = itemMaker();
  const items = [await make(0), await make(1)];
  return createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 12);
}
