import { BatchGetItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type DynamoDb, untilAborted } from '../../../lambda/aws/dynamodb';
import { composeLedger } from '../../../lambda/composition/compose-ledger';
import { DeadlineExceeded } from '../../../lambda/deadline';
import { type CustomerState, unknownCustomer } from '../../../lambda/delivery/customer-state';
import { intentOf, type LastAttempt } from '../../../lambda/delivery/intent';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { itemVersions, NewerItem, refuseNewer } from '../../../lambda/ledger/item-versions';
import type { CustomerEntry, Ledger } from '../../../lambda/ledger/ledger';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { erasedHmac } from '../../../lambda/ledger/tombstone';
import { keyedHash } from '../../../lambda/secrets/keyed-hash';
import { directDynamoDb } from '../../../local/aws/direct-dynamodb';
import { createLedgerTable } from '../../../local/ledger-table';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';

/** The writes of a customer's item against a real table: conditions, and answers that are lost. */
let client: DynamoDBClient;
beforeAll(async () => {
  client = directDynamoDb();
  await createLedgerTable(client, 'ledger');
});

let number = 0;
function nextName() {
  number += 1;
  return { source: 'shopify', store: 'default', customer: String(number) };
}

const now = new Date('2026-11-27T10:00:00Z');
const intent = (claim: string) =>
  intentOf({ creates: true, overwrites: true, consentDue: false }, claim, 'delivery', now.getTime() + 25_000);
const held: CustomerState = {
  ...unknownCustomer,
  confirmed: { masivo: 'held', dropped: false, since: now.getTime() },
};
const last: LastAttempt = {
  attempt: 'a1',
  at: 1,
  delivery: 'delivery',
  series: 0,
  outcome: 'held',
  reason: null,
};

/** @param answersLost how many of the next writes land and are sent again, because their answers are lost. */
function ledgerOf(answersLost = 0): Ledger {
  let left = answersLost;
  const sending = new Proxy(client, {
    get(target, name, receiver) {
      if (name !== 'send') return Reflect.get(target, name, receiver);
      return async (...args: unknown[]) => {
        const send = () => Reflect.apply(target.send, target, args);
        const writes = String(Reflect.get(Object(args[0]).constructor, 'name')).startsWith('Put');
        if (writes && left > 0) {
          left -= 1;
          await send();
        }
        return send();
      };
    },
  });
  return ledgerWith(sending);
}

const hash = keyedHash(async () => 'the secret of the index');
const ledgerWith = (sending: DynamoDBClient): Ledger => ledgerIn(sdkDynamoDb(sending));
const ledgerIn = (db: DynamoDb, ledgerRestoredAt?: string): Ledger =>
  composeLedger({
    tableName: 'ledger',
    account: 'test',
    db,
    hash,
    now: () => now,
    keepDeliveriesDays: 90,
    ledgerRestoredAt,
  }).ledger;

async function entryIn(ledger: Ledger, name: CustomerEntry['name']): Promise<CustomerEntry> {
  const opened = await ledger.open(name, 'none');
  if (opened.kind === 'newer') throw new Error('written by another version');
  return opened.customer;
}

describe.each([
  ['whose answer comes', 0],
  ['whose answer is lost', 1],
])('a write %s', (_, lost) => {
  test('claims a customer', async () => {
    const ledger = ledgerOf(lost);
    const claim = await ledger.claim(await entryIn(ledger, nextName()), held, intent('c1'), 'hmac');
    expect(claim?.entry).toMatchObject({ version: 1, intent: { claim: 'c1' }, emailKey: 'hmac' });
    expect(claim && (await entryIn(ledger, claim.entry.name))).toEqual(claim?.entry);
  });

  test('confirms a claim', async () => {
    const before = ledgerOf();
    const claim = await before.claim(await entryIn(before, nextName()), unknownCustomer, intent('c1'));
    if (!claim) throw new Error('not claimed');
    const ledger = ledgerOf(lost);
    const confirmed = await ledger.confirm(claim, held, last);
    expect(confirmed).toMatchObject({ version: 2, intent: null, state: held, last });
    expect(await entryIn(ledger, claim.entry.name)).toEqual(confirmed);
  });

  test('keeps a state', async () => {
    const ledger = ledgerOf(lost);
    const name = nextName();
    expect(await ledger.keep(await entryIn(ledger, name), held, last)).toBe(true);
    expect(await entryIn(ledger, name)).toMatchObject({ version: 1, state: held, last });
  });
});

describe('of two who write the same version', () => {
  test.each<[string, (ledger: Ledger, entry: CustomerEntry) => Promise<unknown>]>([
    ['a second claim', (ledger, entry) => ledger.claim(entry, held, intent('c2'))],
    ['a state to keep', async (ledger, entry) => (await ledger.keep(entry, held, last)) || undefined],
  ])('%s loses', async (_, second) => {
    const ledger = ledgerOf();
    const entry = await entryIn(ledger, nextName());
    const claim = await ledger.claim(entry, unknownCustomer, intent('c1'));
    expect(await second(ledger, entry)).toBeUndefined();
    expect(await entryIn(ledger, entry.name)).toEqual(claim?.entry);
  });

  test('a claim that another one took over confirms nothing', async () => {
    const ledger = ledgerOf();
    const slow = await ledger.claim(await entryIn(ledger, nextName()), unknownCustomer, intent('c1'));
    if (!slow) throw new Error('not claimed');
    const taken = await ledger.claim(slow.entry, unknownCustomer, intent('c2'));
    expect(await ledger.confirm(slow, held, last)).toBeUndefined();
    expect(await entryIn(ledger, slow.entry.name)).toEqual(taken?.entry);
  });
});

describe('in a table that was restored', () => {
  const restoredAt = '2026-12-05T12:31:00Z';
  const mark = { restoredAt: Date.parse(restoredAt) };
  const restored = () => ledgerIn(sdkDynamoDb(client), restoredAt);
  const packedBytes = async ({ source, store, customer }: CustomerEntry['name']) => {
    const Keys = [{ pk: { S: `test|customer|${source}|${store}|${customer}` } }];
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: { ledger: { Keys } } }));
    return answer.Responses?.ledger?.[0]?.packed?.B?.length ?? Number.NaN;
  };

  test.each<[string, (ledger: Ledger, entry: CustomerEntry) => Promise<unknown>]>([
    ['claimed', (ledger, entry) => ledger.claim(entry, held, intent('c1'))],
    ['kept', (ledger, entry) => ledger.keep(entry, held, last)],
  ])('an item is as it was restored until it is %s', async (_, write) => {
    const name = nextName();
    await ledgerOf().keep(await entryIn(ledgerOf(), name), held, last);
    const ledger = restored();
    const entry = await entryIn(ledger, name);
    expect(entry).toMatchObject({ state: held, ...mark });
    expect(await write(ledger, entry)).toBeTruthy();
    expect(await entryIn(ledger, name)).not.toHaveProperty('restoredAt');
    // Nor is what is restored once more trusted because it was written after the first time.
    const again = ledgerIn(sdkDynamoDb(client), '2027-01-01T00:00:00Z');
    expect(await entryIn(again, name)).toHaveProperty('restoredAt');
  });

  test('a customer without an item has nothing that was restored', async () => {
    expect(await entryIn(restored(), nextName())).not.toHaveProperty('restoredAt');
  });

  test('an item that is written again takes a few bytes more', async () => {
    const name = nextName();
    await ledgerOf().keep(await entryIn(ledgerOf(), name), held, last);
    const before = await packedBytes(name);
    await restored().keep(await entryIn(restored(), name), held, last);
    expect((await packedBytes(name)) - before).toBeLessThan(32);
  });

  test('an item that is damaged is an error, and stays as it is', async () => {
    const name = nextName();
    const pk = `test|customer|${name.source}|${name.store}|${name.customer}`;
    const damaged = {
      pk: { S: pk },
      v: { N: String(itemVersions.customer) },
      version: { N: '1' },
      packed: { S: 'x' },
    };
    await client.send(new PutItemCommand({ TableName: 'ledger', Item: damaged }));
    await expect(restored().open(name, 'none')).rejects.toThrow();
    const unread: CustomerEntry = { name, state: held, intent: null, last: null, version: 0, emailKey: null };
    await expect(restored().keep(unread, held, last)).rejects.toThrow();
    expect(await packedBytes(name)).toBeNaN();
  });
});

describe('what a newer version wrote', () => {
  const keys = ledgerKeys('test');

  test.each<[string, (name: CustomerName) => string | Promise<string>]>([
    ['a customer', keys.customer],
    ['a log', ({ customer }) => keys.delivery(`log-of-${customer}`)],
    ['a tombstone', async (name) => keys.erased(await erasedHmac(name, hash))],
  ])('waits for it, and is no error: %s', async (_, keyOf) => {
    const name = nextName();
    const log = `log-of-${name.customer}`;
    expect((await ledgerOf().open(name, log)).kind).toBe('open');
    const Item = { pk: { S: await keyOf(name) }, v: { N: '999' } };
    await client.send(new PutItemCommand({ TableName: 'ledger', Item }));
    expect(await ledgerOf().open(name, log)).toEqual({ kind: 'newer' });
  });

  test('is told of each kind by itself: another form of one leaves the others readable', () => {
    for (const kind of ['customer', 'delivery', 'tombstone', 'task', 'action'] as const) {
      expect(() => refuseNewer({ v: itemVersions[kind] }, kind)).not.toThrow();
      expect(() => refuseNewer({ v: itemVersions[kind] + 1 }, kind)).toThrow(NewerItem);
    }
  });
});

const log: DeliveryRecord = {
  v: itemVersions.delivery,
  id: 'logged',
  source: 'shopify',
  store: 'default',
  customer: '1',
  receivedAt: now.toISOString(),
  headers: {},
  body: new Uint8Array([1]),
  signedWith: 'secret',
  series: 0,
  outcome: 'created',
  reason: null,
  attempts: [],
  attemptCount: 1,
  triedSince: now.getTime(),
};

describe('the log of a delivery', () => {
  const first = log;
  const second: DeliveryRecord = { ...first, outcome: 'unchanged', attemptCount: 2 };
  const slow: DeliveryRecord = { ...first, outcome: 'retry', attemptCount: 2 };

  test('is written by one of two attempts that saw the same', async () => {
    const ledger = ledgerOf();
    expect(await ledger.record(first, 0)).toBe(true);
    expect(await ledger.record({ ...slow, attemptCount: 1 }, 0)).toBe(false);
    expect(await ledger.delivery('logged')).toEqual(first);
    expect(await ledger.record(second, 1)).toBe(true);
    expect(await ledger.record(slow, 1)).toBe(false);
    expect(await ledger.delivery('logged')).toEqual(second);
  });
});

test('a log is kept for as many days as is set, and a customer for good', async () => {
  const sent: Record<string, unknown>[] = [];
  const listening = new Proxy(client, {
    get: (target, name, receiver) =>
      name === 'send'
        ? (command: unknown, ...more: unknown[]) => {
            if (command instanceof PutItemCommand) sent.push(unmarshall(command.input.Item ?? {}));
            return Reflect.apply(target.send, target, [command, ...more]);
          }
        : Reflect.get(target, name, receiver),
  });
  const ledger = ledgerWith(listening);
  await ledger.record({ ...log, id: 'kept' }, 0);
  await ledger.keep(await entryIn(ledger, nextName()), held, last);
  const inNinetyDays = Math.floor(now.getTime() / 1000) + 90 * 24 * 3600;
  expect(sent.map(({ expiresAt }) => expiresAt)).toEqual([inNinetyDays, undefined]);
});

describe('reads', () => {
  /** @param change what becomes of each read. */
  function reading(change: (command: BatchGetItemCommand) => unknown): Ledger {
    const sending = new Proxy(client, {
      get: (target, name, receiver) =>
        name === 'send'
          ? async (command: unknown, ...more: unknown[]) =>
              (command instanceof BatchGetItemCommand && change(command)) ||
              Reflect.apply(target.send, target, [command, ...more])
          : Reflect.get(target, name, receiver),
    });
    return ledgerWith(sending);
  }

  test('a customer that DynamoDB did not get to read is not one who is not there', async () => {
    const throttled = reading(({ input }) => ({
      Responses: { ledger: [] },
      UnprocessedKeys: input.RequestItems,
    }));
    await expect(throttled.open(nextName(), 'none')).rejects.toThrow('only a part');
    await expect(throttled.delivery('none')).rejects.toThrow('only a part');
  });

  test('show the last write', async () => {
    const consistent: unknown[] = [];
    const ledger = reading(({ input }) => {
      consistent.push(...Object.values(input.RequestItems ?? {}).map((keys) => keys.ConsistentRead));
    });
    const name = nextName();
    await ledger.claim(await entryIn(ledger, name), held, intent('c1'), 'hmac');
    await ledger.delivery('none');
    await ledger.customersWithEmail('hmac', { ...name, customer: 'another' });
    // In between, what is read as it was moments ago: the delivery's log, whose write is on condition that nobody wrote
    // it since, and the tombstone of somebody without an item, which is there long before the item goes.
    expect(consistent).toEqual([true, false, false, true, true]);
  });
});

test('once it is cancelled, nothing is read or written', async () => {
  const cancelled = AbortSignal.abort();
  const ledger = ledgerIn(untilAborted(sdkDynamoDb(client), cancelled));
  const entry = await entryIn(ledgerOf(), nextName());
  await expect(ledger.claim(entry, held, intent('c1'))).rejects.toThrow('aborted');
  await expect(ledger.open(entry.name, 'none')).rejects.toThrow('aborted');
  expect(await entryIn(ledgerOf(), entry.name)).toMatchObject({ version: 0 });
});

test('nor once its time is over, though nothing has cancelled it yet', async () => {
  let isOver = false;
  const bound = untilAborted(sdkDynamoDb(client), new AbortController().signal, () => isOver);
  const ledger = ledgerIn(bound);
  const entry = await entryIn(ledger, nextName());
  isOver = true;
  await expect(ledger.claim(entry, held, intent('c1'))).rejects.toThrow(DeadlineExceeded);
  expect(await entryIn(ledgerOf(), entry.name)).toMatchObject({ version: 0 });
});
