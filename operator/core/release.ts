import { isEnded } from '../../lambda/delivery/merge';
import type { Release } from '../../lambda/envelope';
import { attentionOf } from '../../lambda/ledger/customer-item';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import type { CustomerName } from '../../lambda/ledger/table';
import { actOn, messageOf } from '../../lambda/new-envelope';
import { sha256 } from '../../lambda/sources/signature';
import { messageGroupOf } from '../../lambda/store-name';
import type { Released } from './answers/waiting';
import { readCustomers, readRecord } from './records';
import type { ReplayDeps } from './replay';
import { nextSeries } from './series';

/**
 * Puts an operator's decision on a customer on the queue. It rests on the customer's item alone, which is kept for
 * good: a delivery's log may have expired. The attempt asks Masivo first, so two releases create nobody twice.
 */
export async function release(name: CustomerName, word: Release, deps: ReplayDeps): Promise<Released> {
  const { place, clock, queue } = deps;
  const [entry] = await readCustomers([name], place, clock);
  if (!entry?.state.newest) return { kind: 'unknown' };
  if (!mayBeReleased(entry, word)) return { kind: 'not-waiting' };
  const id = logOf(name, entry.state.newest.delivery);
  const log = await readRecord(id, place, clock);
  await deps.beforeSending?.();
  // Of a log that has expired, the customer's item may still name the last series: another of this number would
  // pass for an attempt that has ended.
  const lastSeries = entry.last?.delivery === id ? entry.last.series : 0;
  const series = await nextSeries(id, Math.max(log?.series ?? 0, lastSeries), deps);
  const message = messageOf(actOn(name, { id, series, release: word, at: clock.now() }));
  await queue.sqs.sendMessage({
    QueueUrl: queue.url,
    MessageBody: message,
    MessageGroupId: messageGroupOf(name),
  });
  return { kind: 'released', delivery: id, series };
}

/** Whoever waits; and whoever was dropped may be created or linked after all. */
function mayBeReleased({ state }: CustomerEntry, word: Release): boolean {
  const { confirmed, newest } = state;
  if (word === 'link') return confirmed.masivo === 'unlinked';
  const attention = attentionOf(state);
  // Whom the store has deleted or merged nobody creates: an operator only says that all is done.
  if (newest && isEnded(newest)) return word === 'drop' && attention !== undefined;
  return attention !== undefined || (word !== 'drop' && 'dropped' in confirmed);
}

/** The delivery of the newest snapshot tells of it; one that a backfill brought has none, and gets a log of its own. */
function logOf({ source, store, customer }: CustomerName, delivery: string): string {
  if (/^[a-f0-9]{32}$/.test(delivery)) return delivery;
  return sha256(['act', source, store, customer].join('\0'), 'hex').slice(0, 32);
}
