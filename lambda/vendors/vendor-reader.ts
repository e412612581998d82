import type { CircuitBreaker } from '../delivery/circuit-breaker';
import type { RateLimiter } from '../delivery/rate-limiter';
import type { HttpAnswer, HttpRequest, SendHttp } from '../http/send-http';
import type { CallTrace } from '../masivo/client';
import type { Reason } from '../reasons/reason';
import { maxSlotWaitMs, vendorReadMs, vendorTimeoutMs } from '../retry/retry-times';
import { vendorReasonOf, vendorStepFor } from '../retry/vendor-answers';
import type { StoreSettings } from '../settings';
import { parseJson } from '../sources/body';
import type { VendorAnswer, VendorApi, VendorRead } from '../sources/source';
import type { VendorKeys } from './vendor-keys';

/** What came of asking a vendor. */
export type VendorAnswers =
  | {
      readonly kind: 'answered';
      readonly answers: readonly VendorAnswer[];
      readonly calls: readonly CallTrace[];
    }
  /** Nothing was sent: the circuit is open. */
  | { readonly kind: 'blocked'; readonly ms: number }
  /** Nothing was sent: no slot of the rate limit is free for so long. */
  | { readonly kind: 'no-slot'; readonly waitMs: number }
  | FailedRead;

export interface FailedRead {
  readonly kind: 'failed';
  readonly reason: Reason;
  readonly calls: readonly CallTrace[];
  readonly retryAfterMs?: number;
}

/** Asks a store's vendor for what its events only name. A read changes nothing there, so it can always be repeated. */
export type ReadAtVendor = (reads: readonly VendorRead[]) => Promise<VendorAnswers>;

/** Of one store: vendors limit, throttle and refuse by account and key. */
export interface VendorReaderDeps {
  readonly store: StoreSettings;
  readonly api: VendorApi;
  readonly http: SendHttp;
  readonly keys: VendorKeys;
  readonly limiter: RateLimiter;
  /** It delays nothing but what has to be read here. */
  readonly breaker: Pick<CircuitBreaker, 'admit' | 'heard'>;
  readonly now: () => Date;
}

export function vendorReader(deps: VendorReaderDeps): ReadAtVendor {
  const { store, api, keys, limiter, breaker, now } = deps;
  const { vendor } = api;

  return async (reads) => {
    // A key alone does not switch it on: the settings say which stores are read from.
    if (store.events !== true) return failed({ code: 'customer-to-read', params: { vendor } });
    const stored = await keys.of(store);
    if (stored.kind === 'unreadable') return failed(stored.reason);
    if (stored.kind === 'missing') return failed({ code: 'vendor-key-missing', params: { vendor } });
    const blockedMs = await breaker.admit();
    if (blockedMs !== undefined) return { kind: 'blocked', ms: blockedMs };

    const begun = now().getTime();
    const slots = await limiter.reserve(new Date(begun + maxSlotWaitMs), reads.length);
    if ('waitMs' in slots) return { kind: 'no-slot', waitMs: slots.waitMs };

    const requests = requestsOf(deps, slots, new Date(begun + vendorReadMs), stored.key);
    const answers: VendorAnswer[] = [];
    for (const read of reads) {
      const answer = answerIn(await requests.ask(read), vendor);
      if (answer.kind === 'failed') return { ...answer, calls: requests.calls };
      answers.push(answer);
    }
    return { kind: 'answered', answers, calls: requests.calls };
  };
}

type Slots = Exclude<Awaited<ReturnType<RateLimiter['reserve']>>, { waitMs: number }>;

/** The requests of one attempt, which all end by `endsAt`. */
function requestsOf(
  { store, api, http, keys, breaker, now }: VendorReaderDeps,
  slots: Slots,
  endsAt: Date,
  stored: string,
) {
  const calls: CallTrace[] = [];
  let key = stored;

  async function send({ path, headers, call }: VendorRead) {
    const started = now().getTime();
    const request: HttpRequest = {
      method: 'GET',
      url: api.baseUrl + path,
      headers: { accept: 'application/json', ...api.headers(key), ...headers },
      timeoutMs: Math.min(vendorTimeoutMs, endsAt.getTime() - started),
      vendor: api.vendor,
    };
    const answer = await http(request);
    const how = answer.kind === 'answer' ? { status: answer.status } : { failure: answer.why };
    calls.push({ call: `${api.vendor} ${call}`, ...how, ms: now().getTime() - started });
    return { request, answer };
  }

  return {
    calls,
    async ask(read: VendorRead): Promise<HttpAnswer> {
      if (!(await slots.next(endsAt))) return noTimeLeft;
      let { request, answer } = await send(read);
      if (answer.kind === 'answer' && vendorStepFor(answer.status) === 'renew-key') {
        const other = await keys.insteadOf(key, store);
        if (other !== undefined && (await slots.next(endsAt))) {
          key = other;
          ({ request, answer } = await send(read));
        }
      }
      // A key that was replaced a moment ago is no trouble: only the answer that counts is told.
      await breaker.heard(answer, request);
      return answer;
    },
  };
}

const noTimeLeft: HttpAnswer = { kind: 'unsent', why: { code: 'no-time-left' } };

function answerIn(answer: HttpAnswer, vendor: string): VendorAnswer | FailedRead {
  if (answer.kind !== 'answer') return failed(answer.why);
  const step = vendorStepFor(answer.status);
  const json = parseJson(Buffer.from(answer.text));
  // A 404 without JSON is no statement of the vendor's: a gateway in front of it writes HTML.
  if (step === 'read' || (step === 'missing' && json.kind === 'json')) {
    return json.kind === 'json'
      ? { kind: step === 'read' ? 'found' : 'missing', body: json.value }
      : failed({ code: 'vendor-unreadable', params: { vendor } });
  }
  return { ...failed(vendorReasonOf(vendor, answer)), ...afterOf(answer) };
}

const afterOf = ({ retryAfterMs }: { readonly retryAfterMs?: number }) =>
  retryAfterMs === undefined ? {} : { retryAfterMs };

const failed = (reason: Reason): FailedRead => ({ kind: 'failed', reason, calls: [] });
