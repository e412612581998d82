import type { HttpAnswer, HttpRequest } from '../http/send-http';
import type { OpenCircuit } from '../ledger/shared-items';
import type { Failure } from '../masivo/answer';
import type { Reason } from '../reasons/reason';
import { meaningOf } from './status-meaning';

/**
 * What each failure of Masivo means, for everybody who calls it: the client, the sign-in, the attempt, the circuit
 * breaker, the selftest, the backfill and `doctor`. To treat an answer differently, change this file. One decision is
 * elsewhere, because it needs what Masivo and the ledger show: when a 409 that nothing explains is refused
 * (delivery/sync/when-in-conflict.ts). The times are in retry-times.ts, and vendors' answers in vendor-answers.ts.
 */

/** What a failed call to Masivo means for its delivery. */
export type Verdict =
  /**
   * Ask Masivo what it holds: the answer may mean "exists", or its success cannot be read.
   * `unexplained`: what follows where Masivo does not show the customer. A conflict may take a moment to explain.
   */
  | {
      readonly kind: 'ask';
      readonly landed: 'maybe' | 'no';
      readonly status: number;
      readonly unexplained: 'retry' | 'refuse';
    }
  /** It can never succeed as it is. */
  | { readonly kind: 'refuse'; readonly reason: Reason }
  /** It may pass. `landed` tells whether the call may have done its work all the same. */
  | {
      readonly kind: 'retry';
      readonly reason: Reason;
      readonly landed: 'maybe' | 'no';
      readonly afterMs?: number;
    };

/** `migrate-many` is the backfill's: many customers in one request, of which any one may be what is refused. */
export type Call = 'find' | 'create' | 'change' | 'consent' | 'migrate' | 'migrate-many';

/** What a failed call means for what is to be brought to Masivo. */
export function verdictOn(call: Call, failure: Failure): Verdict {
  switch (failure.kind) {
    case 'unsent':
      return { kind: 'retry', reason: failure.why, landed: 'no', ...afterOf(failure) };
    case 'lost':
      return { kind: 'retry', reason: failure.why, landed: 'maybe' };
    case 'unreadable':
      return call === 'create' || call === 'change'
        ? { kind: 'ask', landed: 'maybe', status: failure.status, unexplained: 'retry' }
        : { kind: 'retry', reason: { code: 'masivo-unreadable' }, landed: 'maybe' };
    case 'status':
      return verdictOnStatus(call, failure);
    default:
      return failure satisfies never;
  }
}

function verdictOnStatus(call: Call, failure: Failure & { kind: 'status' }): Verdict {
  const { status } = failure;
  const meaning = meaningOf(status);
  if (call === 'create' && (meaning === 'invalid' || meaning === 'conflict')) {
    const unexplained = meaning === 'conflict' ? 'retry' : 'refuse';
    return { kind: 'ask', landed: 'no', status, unexplained };
  }
  // The ledger thought Masivo had the customer: what Masivo shows decides.
  if (call === 'change' && lacksCustomer(failure)) {
    return { kind: 'ask', landed: 'no', status, unexplained: 'retry' };
  }
  const isRefused =
    (call !== 'find' && meaning === 'invalid') ||
    // One of many customers is in conflict, or there are too many: that does not pass, and halves find it.
    (call === 'migrate-many' && (meaning === 'conflict' || meaning === 'too-large'));
  if (isRefused) {
    if (call === 'consent')
      return { kind: 'refuse', reason: { code: 'consent-refused', params: { status } } };
    const refused = call === 'change' ? 'change' : 'migrate';
    return { kind: 'refuse', reason: { code: 'request-refused', params: { call: refused, status } } };
  }
  // A 5xx, and a 408, may come from a gateway in front of a Masivo that did the work.
  const landed = meaning === 'server-error' || meaning === 'timed-out' ? 'maybe' : 'no';
  return { kind: 'retry', reason: reasonOfStatus(failure), landed, ...afterOf(failure) };
}

const afterOf = ({ retryAfterMs }: { readonly retryAfterMs?: number }) =>
  retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };

/** What people are told of an answer that is no success and may be another one later. */
export function reasonOfStatus({ status, retryAfterMs }: Omit<Failure & { kind: 'status' }, 'kind'>): Reason {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (meaningOf(status)) {
    case 'denied':
      return { code: 'masivo-denied', params: { status } };
    case 'missing':
    case 'wrong-address':
      return { code: 'masivo-wrong-address', params: { status } };
    case 'throttled':
      return { code: 'masivo-throttled', params: wait };
    default:
      return { code: 'masivo-error', params: { status, ...wait } };
  }
}

/** What the client does with an answer before it hands it on. */
export type ClientStep = 'succeed' | 'renew-token' | 'wait' | 'fail';

/** A refused token is renewed once; a request that came too early did nothing and is sent once more. */
export function clientStepFor(status: number): ClientStep {
  const meaning = meaningOf(status);
  if (meaning === 'success') return 'succeed';
  if (meaning === 'denied') return 'renew-token';
  return meaning === 'throttled' ? 'wait' : 'fail';
}

/**
 * Masivo has no customer with this id: GET and PATCH of one answer so. A 404 that is not JSON says nothing of
 * customers: a gateway in front of Masivo writes HTML.
 */
export const lacksCustomer = (failure: Failure) =>
  failure.kind === 'status' && isMissing(failure.status) && !failure.notJson;

/** There is nothing at this address, be it a customer's. */
export const isMissing = (status: number) => meaningOf(status) === 'missing';

/** A creation finds the customer there, or somebody with its e-mail. */
export const isConflict = (status: number) => meaningOf(status) === 'conflict';

/** Masivo was sent too much in too short a time (page "resource-limits"), and did nothing. */
export const isThrottled = (status: number) => meaningOf(status) === 'throttled';

export const isSuccess = (status: number) => meaningOf(status) === 'success';

/** Whether operators' figures count a call as an error of Masivo's. */
export const isMasivosError = (status: number) => meaningOf(status) === 'server-error';

/** What an answer tells the circuit breaker: trouble, that Masivo works, that it shows a customer, or nothing. */
export type CircuitSignal = OpenCircuit['why'] | 'works' | 'shows' | 'nothing';

/** What a request's answer means for all other requests. */
export function circuitSignalOf(answer: HttpAnswer, request: HttpRequest): CircuitSignal {
  if (answer.kind !== 'answer') return 'down';
  switch (meaningOf(answer.status)) {
    case 'server-error':
      return 'down';
    case 'denied':
      // A token that has expired is no trouble: it is renewed, and the request sent again.
      return request.mayBeExpired ? 'nothing' : 'denied';
    case 'throttled':
      // What has a limit of its own stops nobody else with it.
      return request.hasOwnLimit ? 'nothing' : 'throttled';
    default:
      if (request.showsCustomer && isSuccess(answer.status)) return 'shows';
      // A token that was issued tells nothing of the calls it is for.
      return request.signIn ? 'nothing' : 'works';
  }
}

// The connection never came to be, so the request was never sent. Whatever is not in this list may have been: the
// codes are Node's (https://nodejs.org/api/errors.html#common-system-errors).
const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * What a network error means: whether the request may have reached Masivo.
 * @param vendor whose API it was for, where it was not Masivo's.
 */
export function networkFailure(
  error: string,
  vendor?: string,
): Extract<Failure, { kind: 'unsent' | 'lost' }> {
  if (neverConnected.has(error)) {
    return {
      kind: 'unsent',
      why:
        vendor === undefined
          ? { code: 'masivo-unreachable', params: { error } }
          : { code: 'vendor-unreachable', params: { vendor, error } },
    };
  }
  return {
    kind: 'lost',
    why:
      vendor === undefined
        ? { code: 'masivo-no-answer', params: { error } }
        : { code: 'vendor-no-answer', params: { vendor, error } },
  };
}
