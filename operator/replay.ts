import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Release } from '../lambda/envelope';
import { storedEnvelope } from '../lambda/ledger/stored-envelope';
import type { LedgerReader } from './deliveries';
import type { Replayed } from './operator';

export interface ReplayDeps {
  readonly ledger: Pick<LedgerReader, 'record' | 'reserveSeries'>;
  readonly queue: { readonly client: SQSClient; readonly url: string };
}

/**
 * Puts a stored envelope back on the queue: the same id, a new series of attempts, not verified again. The
 * attempt asks Masivo, whatever the ledger believes, so a replay creates nobody twice.
 * @param release the operator's word on a creation that the flood guard holds. A replay while such a word is
 *   still being carried out carries it on.
 */
export async function replay(id: string, deps: ReplayDeps, release?: Release): Promise<Replayed> {
  const record = await deps.ledger.record(id);
  if (!record) return { kind: 'unknown' };
  if (release && record.outcome !== 'held') return { kind: 'not-held' };
  const { release: pending, ...envelope } = storedEnvelope(record);
  const word = release ?? (record.outcome === 'retry' ? pending : undefined);
  // Two requests at once must not get the same number: of two messages of one series the second is a copy.
  const series = await deps.ledger.reserveSeries(id);
  const { client, url } = deps.queue;
  const message = { ...envelope, series, ...(word ? { release: word } : {}) };
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
  return { kind: 'replayed', series };
}
