/** What may happen to one call of a process to a service. */
export type Effect =
  /** The process dies: before the request leaves, with the request on its way, or when its work is done. */
  | { readonly do: 'die'; readonly when: 'before' | 'sent' | 'landed'; readonly lateMs?: number }
  /** The process freezes with the request on its way, and thaws later. */
  | { readonly do: 'stall'; readonly ms: number }
  /** The connection never comes to be, or breaks before the work, or after it; or the work is done so much later. */
  | { readonly do: 'lost'; readonly when: 'never' | 'before' | 'after'; readonly lateMs?: number }
  /** No answer ever comes, and the work is done so much later. */
  | { readonly do: 'late'; readonly ms: number }
  | { readonly do: 'slow'; readonly ms: number }
  /** Masivo answers with this instead of doing the work; `html` is no JSON. */
  | { readonly do: 'status'; readonly status: number; readonly retryAfterMs?: number; readonly html?: true }
  /** Masivo does the work and its answer cannot be read. */
  | { readonly do: 'unreadable' }
  /** AWS throttles so many tries of this call. */
  | { readonly do: 'throttle'; readonly times: number }
  /** DynamoDB hands keys back unread. */
  | { readonly do: 'unprocessed' }
  /** A message is handed out again while it is being worked on. */
  | { readonly do: 'visible-early'; readonly ms: number };

/** What happens to the `nth` call (from 0) of this name in the universe. */
export interface CallFault {
  readonly kind: 'call';
  readonly op: string;
  readonly nth: number;
  readonly effect: Effect;
}

/** For a while, calls whose names begin with `op` go wrong with this probability. Times are from the story's start. */
export interface Outage {
  readonly kind: 'outage';
  readonly op: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly probability: number;
  readonly effect: Effect;
}

export type Fault = CallFault | Outage;

export interface Faults {
  /** Counts the call. */
  effectOn(op: string): Effect | undefined;
  /** From now on nothing goes wrong. */
  end(): void;
  hasEnded(): boolean;
}

/** @param chance drawn for each call during an outage. */
export function faultsOf(
  faults: readonly Fault[],
  sinceStart: () => number,
  chance: (probability: number) => boolean,
): Faults {
  const calls = new Map<string, Map<number, Effect>>();
  for (const fault of faults) {
    if (fault.kind !== 'call') continue;
    const ofOp = calls.get(fault.op) ?? new Map<number, Effect>();
    calls.set(fault.op, ofOp.set(fault.nth, fault.effect));
  }
  const outages = faults.flatMap((fault) => (fault.kind === 'outage' ? fault : []));
  const counts = new Map<string, number>();
  let ended = false;
  return {
    effectOn(op) {
      const nth = counts.get(op) ?? 0;
      counts.set(op, nth + 1);
      if (ended) return undefined;
      const own = calls.get(op)?.get(nth);
      if (own) return own;
      const time = sinceStart();
      return outages.find(
        ({ op: prefix, fromMs, toMs, probability }) =>
          op.startsWith(prefix) && time >= fromMs && time < toMs && chance(probability),
      )?.effect;
    },
    end() {
      ended = true;
    },
    hasEnded: () => ended,
  };
}
