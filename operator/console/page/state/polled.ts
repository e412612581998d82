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

export interface Round<T> {
  /** The last whole answer, where time alone has passed since: undefined where somebody asks anew. */
  readonly earlier: T | undefined;
  /** Shows what there is of an answer before it is whole. */
  readonly show: (part: T) => void;
}

/**
 * Polls while the tab is visible.
 * @param key identifies what is asked for: another key discards the last answer.
 * @param everyMs from one answer to the next request, so that a slow server never gets two at once.
 */
export function usePolled<T>(
  key: string,
  load: (signal: AbortSignal, round: Round<T>) => Promise<T>,
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
    let whole: T | undefined;

    async function round(earlier: T | undefined) {
      clearTimeout(timer);
      asking?.abort();
      const own = new AbortController();
      asking = own;
      const show = (value: T) => {
        if (!own.signal.aborted) setState({ key, value, answeredAt: Date.now() });
      };
      try {
        const value = await latest.current(own.signal, { earlier, show });
        if (!own.signal.aborted) whole = value;
        show(value);
      } catch (error) {
        if (own.signal.aborted) return;
        const problem = failed(error);
        setState((before) => (before.key === key ? { ...before, problem } : { key, problem }));
      }
      if (!own.signal.aborted && !document.hidden) {
        timer = window.setTimeout(again, everyMs);
      }
    }

    const again = () => void round(whole);
    const whenSeen = () => (document.hidden ? clearTimeout(timer) : again());
    askNow.current = () => void round(undefined);
    document.addEventListener('visibilitychange', whenSeen);
    again();
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
