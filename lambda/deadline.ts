import type { Clock } from './clock';

/** What `work` comes to, or `late()` once it has taken longer than `ms`. The work itself is not stopped. */
export async function withDeadline<T>(
  ms: number,
  work: Promise<T>,
  late: () => T,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<T> {
  const done = new AbortController();
  const tooLate = sleep(ms, done.signal).then(() => (done.signal.aborted ? work : late()));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    done.abort();
  }
}

/**
 * What `work` comes to. Once it has taken longer than `ms` it is cancelled: its signal is aborted, so that a function
 * that was frozen meanwhile does not go on with it.
 * @throws DeadlineExceeded
 */
export function cancelledAfter<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  deps: Pick<Clock, 'sleep'>,
): Promise<T> {
  const cancelled = new AbortController();
  const late = (): never => {
    cancelled.abort();
    throw new DeadlineExceeded();
  };
  return withDeadline<T>(ms, work(cancelled.signal), late, deps);
}

export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}
