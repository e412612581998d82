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

export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}
