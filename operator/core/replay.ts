import type { Sqs } from '../../lambda/aws/sqs';
import type { Clock } from '../../lambda/clock';
import { whyWithoutBody } from '../../lambda/ledger/body-of-ignored';
import { storedEnvelope } from '../../lambda/ledger/stored-envelope';
import { messageGroupOf } from '../../lambda/store-name';
import type { Replayed } from './answers/replay';
import { type LedgerPlace, readRecord } from './records';
import { nextSeries } from './series';

export interface ReplayDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly queue: { readonly sqs: Pick<Sqs, 'sendMessage'>; readonly url: string };
  /** Records the action; if it fails, nothing is sent. */
  readonly beforeSending?: () => Promise<void>;
}

/**
 * Puts a stored envelope back on the queue: the same id, a new series of attempts, not verified again. The attempt asks
 * Masivo whatever the ledger believes, so a replay creates nobody twice. A replay while a release is still under way
 * continues the release.
 */
export async function replay(id: string, deps: ReplayDeps): Promise<Replayed> {
  const { place, clock, queue } = deps;
  const record = await readRecord(id, place, clock);
  if (!record) return { kind: 'unknown' };
  const why = whyWithoutBody(record);
  if (why !== undefined) return { kind: 'without-body', why };
  const { release, ...envelope } = storedEnvelope(record);
  await deps.beforeSending?.();
  const series = await nextSeries(id, record.series, deps);
  const message = { ...envelope, series, ...(release && record.outcome === 'retry' ? { release } : {}) };
  await queue.sqs.sendMessage({
    QueueUrl: queue.url,
    MessageBody: JSON.stringify(message),
    MessageGroupId: messageGroupOf(record),
  });
  return { kind: 'replayed', series };
}
