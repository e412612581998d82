import type { OpenCircuit, SharedItems, SharedState } from '../ledger/shared-items';
import type { SendHttp } from '../masivo/send-http';
import { circuitSignalOf } from '../retry/retry-policy';
import { maxSlotWaitMs, missing, circuit as times } from '../retry/retry-times';
import type { Settings } from '../settings';
import { storeKey } from '../store-name';

export interface BreakerDelay {
  readonly why: string;
  readonly ms: number;
  /** Masivo itself said when to come back, and that is no longer than an attempt waits for a slot. */
  readonly soonOver: boolean;
  /** This store is paused, and others are not. */
  readonly storePaused?: true;
}

/** What one batch is told of the circuit. */
export interface BreakerState {
  /** Why messages of this store have to wait, and for how long at least; undefined while they may be tried. */
  delayFor(source: string, store: string): BreakerDelay | undefined;
  /** This batch is to find out with one message whether Masivo works again. */
  readonly halfOpen: boolean;
  /** Whether this process has sent a request that tells, since it read the state. */
  hasTested(): boolean;
}

export interface CircuitBreaker {
  /** Read once per batch. */
  read(): Promise<BreakerState>;
  /** Sends requests to Masivo and opens or closes the circuit by their answers. */
  readonly watch: (http: SendHttp) => SendHttp;
  /** Opens the circuit for what no single answer tells. */
  open(why: OpenCircuit['why']): Promise<void>;
  /** Closes it where it is open for this. */
  close(why: OpenCircuit['why']): Promise<void>;
}

export interface CircuitBreakerDeps {
  readonly items: Pick<SharedItems, 'sharedState' | 'setCircuit'>;
  readonly retry: Settings['retry'];
  /**
   * Whether all requests go through the rate limiter. Then a 429 with a short `Retry-After` hit a request that came
   * some ms too early, and that one alone waits (masivo/client.ts). Without one, a 429 means that all are too fast.
   */
  readonly rateLimited?: boolean;
  readonly now: () => Date;
  readonly onOpen?: (circuit: OpenCircuit) => void;
}

/**
 * A circuit breaker that all workers share: while Masivo is down, throttles us or refuses our credentials, it is open
 * and messages wait without being tried. Now and then it is half-open for one worker, which tries one message; the
 * first good answer closes it for all.
 */
export function circuitBreaker({
  items,
  retry,
  rateLimited = false,
  now,
  onOpen,
}: CircuitBreakerDeps): CircuitBreaker {
  let seen: OpenCircuit | undefined;
  let failuresInARow = 0;
  let firstFailureAt = 0;
  let tested = false;
  let halfOpen = false;
  let openedSinceRead = false;

  const time = () => now().getTime();
  const testIntervalMs = (level: number, why: OpenCircuit['why']) =>
    Math.min(
      why === 'missing' ? missing.maxOpenMs : times.maxOpenMs,
      retry.maxDelayMs,
      retry.firstDelayMs * 2 ** Math.min(20, level),
    );

  async function openFor(why: OpenCircuit['why'], ms: number): Promise<void> {
    if (openedSinceRead) return;
    openedSinceRead = true;
    const circuit: OpenCircuit = { why, level: seen ? seen.level + 1 : 0, until: time() + ms };
    if (await items.setCircuit(circuit, seen)) {
      seen = circuit;
      onOpen?.(circuit);
    }
  }

  async function succeeded(signal: 'works' | 'shows'): Promise<void> {
    failuresInARow = 0;
    tested = true;
    // A Masivo that lost its customers answers all the same, and takes new ones.
    if (seen?.why !== 'missing' || signal === 'shows') await lift();
  }

  async function lift(): Promise<void> {
    if (!seen || openedSinceRead) return;
    const lifted = seen;
    seen = undefined;
    await items.setCircuit(null, lifted);
  }

  async function failed(why: OpenCircuit['why'], retryAfterMs: number | undefined): Promise<void> {
    tested = true;
    if (failuresInARow === 0 || time() - firstFailureAt > times.failuresWithinMs) {
      failuresInARow = 0;
      firstFailureAt = time();
    }
    failuresInARow += 1;
    const asked = why === 'throttled' ? retryAfterMs : undefined;
    const atOnce = asked !== undefined && !(rateLimited && asked <= maxSlotWaitMs);
    if (!halfOpen && !atOnce && failuresInARow < times.failuresThatOpen) return;
    const ms = asked ?? testIntervalMs((seen?.level ?? -1) + 1, why);
    return openFor(why, Math.min(retry.maxRetryAfterMs, Math.max(ms, 1)));
  }

  async function takeTest(circuit: OpenCircuit): Promise<boolean> {
    const next = { ...circuit, until: time() + testIntervalMs(circuit.level, circuit.why) };
    if (!(await items.setCircuit(next, circuit))) return false;
    seen = next;
    return true;
  }

  return {
    async read() {
      const item = await items.sharedState();
      seen = item.circuit;
      openedSinceRead = false;
      tested = false;
      halfOpen = seen !== undefined && seen.until <= time() && (await takeTest(seen));
      return stateOf(item, halfOpen, time(), () => tested);
    },
    open: (why) => openFor(why, testIntervalMs((seen?.level ?? -1) + 1, why)),
    close: async (why) => (seen?.why === why ? lift() : undefined),
    watch: (http) => async (request) => {
      const answer = await http(request);
      // Its attempt gave it up: that tells nothing of Masivo, and a cancelled attempt writes nothing.
      if (request.signal?.aborted) return answer;
      const signal = circuitSignalOf(answer, request);
      if (signal === 'nothing') return answer;
      // To share it is a courtesy: if the ledger cannot be reached now, this attempt still has its answer.
      const shared =
        signal === 'works' || signal === 'shows'
          ? succeeded(signal)
          : failed(signal, answer.kind === 'lost' ? undefined : answer.retryAfterMs);
      await shared.catch(() => undefined);
      return answer;
    },
  };
}

function stateOf(
  { circuit, paused: names }: SharedState,
  halfOpen: boolean,
  now: number,
  hasTested: () => boolean,
): BreakerState {
  return {
    halfOpen,
    hasTested,
    delayFor(source, store) {
      const paused = { why: 'paused', ms: times.pausedDelayMs, soonOver: false } as const;
      if (names.includes('*')) return paused;
      if (names.includes(storeKey({ source, store }))) return { ...paused, storePaused: true };
      if (!circuit || halfOpen) return undefined;
      const ms = Math.max(0, circuit.until - now);
      return { why: circuit.why, ms, soonOver: circuit.why === 'throttled' && ms <= maxSlotWaitMs };
    },
  };
}
