import type { Failure } from './answer';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      readonly retryAfterMs?: number;
    }
  | Extract<Failure, { kind: 'unsent' | 'lost' }>;

/** One request, no retries of its own, no redirects: a 3xx is an answer to be looked at by people. */
export type SendHttp = (request: HttpRequest) => Promise<HttpAnswer>;

export const sendWithFetch: SendHttp = async ({ method, url, headers, body, timeoutMs }) => {
  if (timeoutMs <= 0) return { kind: 'unsent', why: 'no time was left for the call' };
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const retryAfterMs = retryAfter(response.headers.get('retry-after'));
    return {
      kind: 'answer',
      status: response.status,
      text: await response.text(),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    return failureOf(error);
  }
};

// The connection never came to be, so the request was never sent. Whatever is not in this list may have been.
const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function failureOf(error: unknown): HttpAnswer {
  if (error instanceof Error && error.name === 'TimeoutError') return { kind: 'lost', why: 'timeout' };
  const code = codeOf(error) ?? 'connection lost';
  return neverConnected.has(code) ? { kind: 'unsent', why: code } : { kind: 'lost', why: code };
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : undefined;
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
