import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Polled } from './polled';
import { failed, type RequestFailed } from './request';

/**
 * Asks once for each key, and again on request: for what costs something to ask.
 * @param key identifies what is asked for; the last answer stays while another is pending.
 */
export function useAsked<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Polled<T> {
  const [state, setState] = useState<{ value?: T; problem?: RequestFailed; answeredAt?: number }>({});
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    load(asking.signal).then(
      (value) => !asking.signal.aborted && setState({ value, answeredAt: Date.now() }),
      (error) => !asking.signal.aborted && setState((before) => ({ ...before, problem: failed(error) })),
    );
    return () => asking.abort();
  }, [key, again]);
  const refresh = useCallback(() => setAgain((count) => count + 1), []);
  const { value, problem, answeredAt } = state;
  return { value, problem, answeredAt, refresh };
}
