import type { Clock } from '../../lambda/clock';
import type { Bulk, BulkOptions, BulkResult } from '../core/answers/bulk';
import { mostAtOnce } from '../core/answers/bulk';
import type { Replayed } from '../core/answers/replay';
import type { Released } from '../core/answers/waiting';

type Ended = Replayed | Released;
type Answer<E> = E | Bulk<E>;

interface Acts<T, E extends Ended> {
  readonly alone: (only: T) => Promise<E>;
  /** Records an act on so many. */
  readonly begin: (count: number) => Promise<Answer<E>>;
  readonly some: (some: readonly T[], bulk: string) => Promise<Answer<E>>;
}

/** Progress is told five times a second. */
const callsPerSecond = 5;

/** Many acts at a rate, a few in each call, and under one record that says how many. @returns how many were sent. */
export async function inChunks<T, E extends Ended>(
  all: readonly T[],
  { perSecond, onProgress = () => {} }: BulkOptions,
  { now, sleep }: Clock,
  { alone, begin, some }: Acts<T, E>,
): Promise<BulkResult> {
  const [only, another] = all;
  if (only === undefined) return { sent: 0, skipped: 0 };
  const size = Math.min(mostAtOnce, Math.ceil(perSecond / callsPerSecond));
  const bulk = another === undefined ? undefined : bulkOf(await begin(all.length));
  const started = now().getTime();
  let sent = 0;
  for (let done = 0; done < all.length; ) {
    const waitMs = started + (done * 1000) / perSecond - now().getTime();
    if (waitMs > 0) await sleep(waitMs);
    const chunk = all.slice(done, done + size);
    const each = bulk === undefined ? [await alone(only)] : await ended(chunk, bulk);
    sent += each.filter((one) => 'series' in one).length;
    done += chunk.length;
    onProgress(done);
  }
  return { sent, skipped: all.length - sent };

  async function ended(chunk: readonly T[], under: string): Promise<readonly E[]> {
    const answer = await some(chunk, under);
    if (answer.kind === 'done') return answer.each;
    // A write that is tried again after a lost answer may count twice: then less is left than is to be done.
    const again = await some(chunk, bulkOf(await begin(chunk.length)));
    return again.kind === 'done' ? again.each : unexpected(again);
  }
}

function bulkOf(answer: Answer<Ended>): string {
  return answer.kind === 'begun' ? answer.bulk : unexpected(answer);
}

/** What became of the only one. */
export function one<E extends Ended>(answer: Answer<E>): E {
  switch (answer.kind) {
    case 'begun':
    case 'done':
    case 'unrecorded':
      return unexpected(answer);
    default:
      return answer;
  }
}

function unexpected({ kind }: { readonly kind: string }): never {
  throw new Error(`The function answered \`${kind}\`, which answers another call`);
}
