import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Release } from '../lambda/envelope';
import { storedEnvelope } from '../lambda/ledger/stored-envelope';
import type { LedgerReader } from './deliveries';

export interface ReplayDeps {
  readonly ledger: Pick<LedgerReader, 'record'>;
  readonly queue: { readonly client: SQSClient; readonly url: string };
}

export type Replayed =
  | { readonly kind: 'replayed'; readonly series: number }
  | { readonly kind: 'unknown' | 'not-held' };

/**
 * Puts a stored envelope back on the queue: the same id, a new series of attempts, not verified again. The
 * attempt asks Masivo, whatever the ledger believes, so a replay creates nobody twice.
 * @param release the operator's word on a creation that the flood guard holds.
 */
export async function replay(id: string, deps: ReplayDeps, release?: Release): Promise<Replayed> {
  const record = await deps.ledger.record(id);
  if (!record) return { kind: 'unknown' };
  if (release && record.outcome !== 'held') return { kind: 'not-held' };
  const series = record.series + 1;
  const envelope = { ...storedEnvelope(record), series, ...(release ? { release } : {}) };
  const { client, url } = deps.queue;
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(envelope) }));
  return { kind: 'replayed', series };
}
