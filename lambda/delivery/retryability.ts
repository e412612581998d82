import type { Failure } from '../masivo/answer';

/** What a failed call to Masivo means for its delivery. This is the only place that decides what is retried. */
export type Verdict =
  /** Ask Masivo what it holds: the answer may mean "exists", or its success cannot be read. */
  | { readonly kind: 'ask'; readonly landed: 'maybe' | 'no'; readonly status: number }
  /** It can never succeed as it is. */
  | { readonly kind: 'refuse'; readonly reason: string }
  /** It may pass. `landed` tells whether the call may have done its work all the same. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly landed: 'maybe' | 'no';
      readonly afterMs?: number;
    };

export type Call = 'find' | 'create' | 'change' | 'consent' | 'migrate';

// Masivo documents no error answers. These three may say "invalid" as well as "exists already".
const mayMeanExists = new Set([400, 409, 422]);

export function verdictOn(call: Call, failure: Failure): Verdict {
  const after = 'retryAfterMs' in failure ? { afterMs: failure.retryAfterMs } : {};
  switch (failure.kind) {
    case 'unsent':
      return { kind: 'retry', reason: `Masivo could not be asked: ${failure.why}`, landed: 'no', ...after };
    case 'lost':
      return { kind: 'retry', reason: `Masivo gave no answer: ${failure.why}`, landed: 'maybe' };
    case 'unreadable':
      return call === 'create' || call === 'change'
        ? { kind: 'ask', landed: 'maybe', status: failure.status }
        : { kind: 'retry', reason: 'Masivo answered success in a form that cannot be read', landed: 'maybe' };
    case 'status':
      return verdictOnStatus(call, failure.status, after);
    default:
      return failure satisfies never;
  }
}

function verdictOnStatus(call: Call, status: number, after: { afterMs?: number }): Verdict {
  if (call === 'create' && mayMeanExists.has(status)) return { kind: 'ask', landed: 'no', status };
  if (call !== 'find' && (status === 400 || status === 422)) {
    return { kind: 'refuse', reason: `Masivo does not accept the ${call} request (HTTP ${status})` };
  }
  // A 5xx, and a 408, may come from a gateway in front of a Masivo that did the work.
  const landed = status >= 500 || status === 408 ? 'maybe' : 'no';
  return { kind: 'retry', reason: reasonOf(status), landed, ...after };
}

function reasonOf(status: number): string {
  if (status === 401 || status === 403) return `Masivo refuses our credentials (HTTP ${status})`;
  if (status === 404 || status === 405)
    return `Masivo has no such address (HTTP ${status}): check its base URL`;
  if (status === 429) return 'Masivo asks for patience (HTTP 429)';
  return `Masivo answered HTTP ${status}`;
}
