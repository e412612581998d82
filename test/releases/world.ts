import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Envelope } from '../../lambda/envelope';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';

import { type Calls, callsOf } from '../../operator/core/calls';
import type { LedgerPlace } from '../../operator/core/records';
import { sdkDynamoDb, sdkScan, sdkSqs } from '../../operator/core/sdk-calls';
import { type Harness, startHarness, type TestBridge } from '../support/harness';
import type { Before, Expected, FrozenItem, FrozenStep } from './release-folder';
import { itemOf, itemToFreeze } from './release-folder';
import { account, mappingNamed, type SettingsName, settingsNamed } from './settings';

type MasivoEntry = FrozenStep['masivo'][number] & { readonly registrations: number };

/** One environment at one moment, with a worker that remembers nothing. */
export interface World {
  readonly mapping: CompiledMapping | undefined;
  readonly bridge: TestBridge;
  readonly now: () => Date;
  readonly place: LedgerPlace;
  /** What operators may ask. */
  readonly calls: Calls;
}

/** A migration is done at once: a queue of Masivo's would not be restored. */
export const startFrozenHarness = (): Promise<Harness> =>
  startHarness({ sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 } });

export function worldIn(harness: Harness, name: SettingsName): World {
  const settings = settingsNamed(name, harness.sandbox.baseUrl);
  const ledger = { db: sdkDynamoDb(harness.client), scan: sdkScan(harness.client), tableName: 'ledger' };
  // No story of an operator asks the queues.
  const sqs = sdkSqs(new SQSClient({ region: 'us-east-1' }));
  const operated = {
    settings,
    ledger,
    queues: { sqs, eventsUrl: 'none', deadLettersUrl: 'none' },
    readSecret: async () => 'email-index-secret',
    who: 'arn:aws:iam::111111111111:user/operator',
  };
  const { now, sleep } = harness;
  return {
    mapping: mappingNamed(name),
    bridge: harness.bridge(settings),
    now,
    place: { db: ledger.db, tableName: ledger.tableName, account },
    calls: callsOf(operated, { now, sleep }),
  };
}

export async function ledgerItems({ client }: Harness): Promise<readonly FrozenItem[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: 'ledger' }));
  if (LastEvaluatedKey) throw new Error('a ledger of more than one page');
  return Items.map(itemToFreeze);
}

export async function masivoEntries(harness: Harness): Promise<readonly MasivoEntry[]> {
  const { customers } = (await harness.control('GET', '/record')) as { customers: readonly MasivoEntry[] };
  return customers;
}

/** Nobody, nothing, at this moment or at the harness's. */
export async function emptied(harness: Harness, at = harness.now()): Promise<void> {
  for (const { pk } of (await ledgerItems(harness)).map(itemOf)) {
    await harness.client.send(new DeleteItemCommand({ TableName: 'ledger', Key: { pk: pk ?? { S: '' } } }));
  }
  await harness.control('POST', '/reset');
  harness.pass(at.getTime() - harness.now().getTime());
}

/** The world as it was before something that a release froze, with today's code in it. */
export async function restored(
  harness: Harness,
  before: Before,
  items: readonly FrozenItem[],
  masivo: FrozenStep['masivo'] = [],
): Promise<World> {
  await emptied(harness, new Date(before.at));
  for (const place of before.ledger) {
    const Item = itemOf(items[place] ?? {});
    await harness.client.send(new PutItemCommand({ TableName: 'ledger', Item }));
  }
  for (const entry of masivo) await harness.control('PUT', `/customers/${entry.customer.id}`, entry);
  return worldIn(harness, before.settings);
}

/** One attempt, and what came of it. */
export async function attempted(
  harness: Harness,
  { bridge, mapping }: World,
  message: Envelope,
  { held, misbehaviour }: Pick<FrozenStep, 'held' | 'misbehaviour'>,
): Promise<Expected> {
  bridge.stripe.model.put({ ...held });
  await harness.control('PUT', '/misbehaviour', misbehaviour);
  const { kind: action } = await bridge.run(message, { mapping });
  await harness.control('PUT', '/misbehaviour', {});
  // What is to be seen in Masivo a moment later.
  harness.pass(1000);
  const record = await bridge.ledger.delivery(message.id);
  // A newer version wrote it: then nobody here knows how it ended, and the action has to leave the message alone.
  const known = record === 'newer' ? undefined : record;
  const masivo = await masivoEntries(harness);
  return {
    action,
    outcome: known?.outcome ?? null,
    reason: known?.reason?.code ?? null,
    registrations: Object.fromEntries(
      masivo.map(({ customer, registrations }) => [customer.id, registrations]),
    ),
  };
}
