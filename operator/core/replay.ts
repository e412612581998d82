import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../lambda/clock';
import type { Release } from '../../lambda/envelope';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { storedEnvelope } from '../../lambda/ledger/stored-envelope';
import { ledgerKeys, table } from '../../lambda/ledger/table';
import type { Replayed } from './operator';
import { type LedgerPlace, readRecord } from './records';

export interface ReplayDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly queue: { readonly client: SQSClient; readonly url: string };
  /** Records the action; if it fails, nothing is replayed. */
  readonly beforeSending?: () => Promise<void>;
}

/**
 * Puts a stored envelope back on the queue: the same id, a new series of attempts, not verified again. The attempt asks
 * Masivo whatever the ledger believes, so a replay creates nobody twice.
 * @param release the decision on a creation that the flood guard holds. A replay while a release is still under way
 *   continues the release.
 */
export async function replay(id: string, deps: ReplayDeps, release?: Release): Promise<Replayed> {
  const record = await readRecord(id, deps.place, deps.clock);
  if (!record) return { kind: 'unknown' };
  if (release && record.outcome !== 'held') return { kind: 'not-held' };
  const { release: pending, ...envelope } = storedEnvelope(record);
  const word = release ?? (record.outcome === 'retry' ? pending : undefined);
  await deps.beforeSending?.();
  const series = await nextSeries(record, deps);
  const { client, url } = deps.queue;
  const message = { ...envelope, series, ...(word ? { release: word } : {}) };
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
  return { kind: 'replayed', series };
}

/** The longest time a message may exist: fourteen days on the queue, and as many in the DLQ. */
const countedForMs = 30 * 24 * 3600_000;

/**
 * Two concurrent requests must not get the same number: of two messages of one series the second is a copy. After the
 * count has expired, the record alone has the last series that was tried.
 */
async function nextSeries(record: DeliveryRecord, { place, clock }: ReplayDeps): Promise<number> {
  const { client, tableName, account } = place;
  const answer = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: marshall({ pk: ledgerKeys(account).count(`series|${record.id}`) }),
      UpdateExpression: 'SET #used = if_not_exists(#used, :tried) + :one, #expiry = :expiry',
      ExpressionAttributeNames: { '#used': 'used', '#expiry': table.expiry },
      ExpressionAttributeValues: marshall({
        ':tried': record.series,
        ':one': 1,
        ':expiry': Math.ceil((clock.now().getTime() + countedForMs) / 1000),
      }),
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(unmarshall(answer.Attributes ?? {}).used);
}
