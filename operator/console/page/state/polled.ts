import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { failed, type RequestFailed } from './request';

export interface Polled<T> {
  /** The latest answer, also while a newer one is pending or failed. */
  readonly value: T | undefined;
  readonly problem: RequestFailed | undefined;
  /** When `value` came, in epoch ms. */
  readonly answeredAt: number | undefined;
  /** Polls now. */
  readonly refresh: () => void;
}

/**
 * Polls while the tab is visible.
 * @param key identifies what is asked for: another key discards the last answer.
 * @param everyMs from one answer to the next request, so that a slow server never gets two at once.
 */
export function usePolled<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number,
): Polled<T> {
  const [state, setState] = useState<{
    key: string;
    value?: T;
    problem?: RequestFailed;
    answeredAt?: number;
  }>({ key });
  const latest = useRef(load);
  latest.current = load;
  const askNow = useRef(() => {});

  useEffect(() => {
    let timer = 0;
    let asking: AbortController | undefined;

    async function round() {
      clearTimeout(timer);
      asking?.abort();
      const own = new AbortController();
      asking = own;
      try {
        const value = await latest.current(own.signal);
        if (!own.signal.aborted) setState({ key, value, answeredAt: Date.now() });
      } catch (error) {
        if (own.signal.aborted) return;
        const problem = failed(error);
        setState((before) => (before.key === key ? { ...before, problem } : { key, problem }));
      }
      if (!own.signal.aborted && !document.hidden) timer = window.setTimeout(round, everyMs);
    }

    const whenSeen = () => (document.hidden ? clearTimeout(timer) : void round());
    askNow.current = () => void round();
    document.addEventListener('visibilitychange', whenSeen);
    void round();
    return () => {
      clearTimeout(timer);
      asking?.abort();
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [key, everyMs]);

  const refresh = useCallback(() => askNow.current(), []);
  const current = state.key === key ? state : undefined;
  const { value, problem, answeredAt } = current ?? {};
  return { value, problem, answeredAt, refresh };
}
