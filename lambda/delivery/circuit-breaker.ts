import type { HttpAnswer, HttpRequest, SendHttp } from '../http/send-http';
import type { OpenCircuit, SharedItems, SharedState } from '../ledger/shared-items';
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

/** What one batch is told of the circuit, and of stores. */
export interface BreakerState {
  /** Why messages of this store have to wait, and for how long at least; undefined while they may be tried. */
  delayFor(source: string, store: string): BreakerDelay | undefined;
  /** When what is held of this shop was erased, epoch ms: what came in before is neither delivered nor kept. */
  shopErasedAt?(source: string, store: string): number | undefined;
  /** This batch is to find out with one message whether Masivo works again. */
  readonly halfOpen: boolean;
  /** Whether this process has sent a request that tells, since it read the state. */
  hasTested(): boolean;
}

export interface CircuitBreaker {
  /** Reads the shared state, or takes it from one who has: once per batch. */
  read(shared?: SharedState): Promise<BreakerState>;
  /** Takes the circuit from the shared state that the batch has read. */
  see(shared: SharedState): void;
  /**
   * For one request or a few: undefined where they may be sent, perhaps as the test of a half-open circuit; else for how
   * many ms they have to wait at least.
   */
  admit(): Promise<number | undefined>;
  /** Opens or closes the circuit by an answer. */
  heard(answer: HttpAnswer, request: HttpRequest): Promise<void>;
  /** Sends requests and opens or closes the circuit by their answers. */
  readonly watch: (http: SendHttp) => SendHttp;
  /** Opens the circuit for what no single answer tells. */
  open(why: OpenCircuit['why']): Promise<void>;
  /** Closes it where it is open for this. */
  close(why: OpenCircuit['why']): Promise<void>;
}

export interface CircuitBreakerDeps {
  /** Which API's circuit it is; Masivo's unless it says otherwise. */
  readonly api?: string;
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
 * A circuit breaker that all workers share: while an API is down, throttles us or refuses our credentials, it is open
 * and messages wait without being tried. Now and then it is half-open for one worker, which tries one message; the
 * first good answer closes it for all. Masivo's holds up all messages, and that of a store's vendor those alone that
 * have to be read there.
 */
export function circuitBreaker({
  api = 'masivo',
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
    if (await items.setCircuit(api, circuit, seen)) {
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
    await items.setCircuit(api, null, lifted);
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
    if (!(await items.setCircuit(api, next, circuit))) return false;
    seen = next;
    return true;
  }

  function see({ circuits }: SharedState): void {
    seen = circuits[api];
    openedSinceRead = false;
    tested = false;
    halfOpen = false;
  }

  async function heard(answer: HttpAnswer, request: HttpRequest): Promise<void> {
    const signal = circuitSignalOf(answer, request);
    if (signal === 'nothing') return;
    // To share it is a courtesy: if the ledger cannot be reached now, this attempt still has its answer.
    const shared =
      signal === 'works' || signal === 'shows'
        ? succeeded(signal)
        : failed(signal, answer.kind === 'lost' ? undefined : answer.retryAfterMs);
    await shared.catch(() => undefined);
  }

  return {
    see,
    async read(shared) {
      const item = shared ?? (await items.sharedState());
      see(item);
      halfOpen = seen !== undefined && seen.until <= time() && (await takeTest(seen));
      return stateOf(item, seen, halfOpen, time(), () => tested);
    },
    async admit() {
      if (!seen) return undefined;
      const open = seen;
      if (open.until > time()) return open.until - time();
      if (await takeTest(open)) {
        halfOpen = true;
        return undefined;
      }
      // Another worker tests it.
      return testIntervalMs(open.level, open.why);
    },
    heard,
    open: (why) => openFor(why, testIntervalMs((seen?.level ?? -1) + 1, why)),
    close: async (why) => (seen?.why === why ? lift() : undefined),
    watch: (http) => async (request) => {
      const answer = await http(request);
      // Its attempt gave it up: that tells nothing of Masivo, and a cancelled attempt writes nothing.
      if (request.signal?.aborted) return answer;
      await heard(answer, request);
      return answer;
    },
  };
}

function stateOf(
  { paused: names, erasedShops }: SharedState,
  circuit: OpenCircuit | undefined,
  halfOpen: boolean,
  now: number,
  hasTested: () => boolean,
): BreakerState {
  return {
    halfOpen,
    hasTested,
    shopErasedAt: (source, store) => erasedShops?.[storeKey({ source, store })]?.at,
    delayFor(source, store) {
      const paused = { why: 'paused', ms: times.pausedDelayMs, soonOver: false } as const;
      if (names.includes('*')) return paused;
      const name = storeKey({ source, store });
      // What is being erased would come back.
      const isHeld = names.includes(name) || erasedShops?.[name]?.open !== undefined;
      if (isHeld) return { ...paused, storePaused: true };
      if (!circuit || halfOpen) return undefined;
      const ms = Math.max(0, circuit.until - now);
      return { why: circuit.why, ms, soonOver: circuit.why === 'throttled' && ms <= maxSlotWaitMs };
    },
  };
}
