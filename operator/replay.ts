import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Release } from '../lambda/envelope';
import { storedEnvelope } from '../lambda/ledger/stored-envelope';
import { ledgerKeys } from '../lambda/ledger/table';
import type { Clock } from './clock';
import type { Replayed } from './operator';
import { type LedgerPlace, readRecord } from './records';

export interface ReplayDeps {
  readonly place: LedgerPlace;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly queue: { readonly client: SQSClient; readonly url: string };
}

/**
 * Puts a stored envelope back on the queue: the same id, a new series of attempts, not verified again. The
 * attempt asks Masivo, whatever the ledger believes, so a replay creates nobody twice.
 * @param release the operator's word on a creation that the flood guard holds. A replay while such a word is
 *   still being carried out carries it on.
 */
export async function replay(id: string, deps: ReplayDeps, release?: Release): Promise<Replayed> {
  const record = await readRecord(id, deps.place, deps.clock);
  if (!record) return { kind: 'unknown' };
  if (release && record.outcome !== 'held') return { kind: 'not-held' };
  const { release: pending, ...envelope } = storedEnvelope(record);
  const word = release ?? (record.outcome === 'retry' ? pending : undefined);
  const series = await nextSeries(id, deps.place);
  const { client, url } = deps.queue;
  const message = { ...envelope, series, ...(word ? { release: word } : {}) };
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
  return { kind: 'replayed', series };
}

/** Two requests at once must not get the same number: of two messages of one series the second is a copy. */
async function nextSeries(id: string, { client, tableName, account }: LedgerPlace): Promise<number> {
  const answer = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: marshall({ pk: ledgerKeys(account).share(`series|${id}`) }),
      UpdateExpression: 'ADD #used :one',
      ExpressionAttributeNames: { '#used': 'used' },
      ExpressionAttributeValues: marshall({ ':one': 1 }),
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(unmarshall(answer.Attributes ?? {}).used);
}
