import { networkFailure } from '../retry/retry-policy';
import type { HttpAnswer, HttpRequest, SendHttp } from './send-http';

/** Sends over the network. Its timeout is the machine's own: nothing else can end a request that hangs. */
export function sendWithFetch(now: () => Date): SendHttp {
  return (request) => fetchOnce(request, now);
}

async function fetchOnce(
  { method, url, headers, body, timeoutMs, signal: cancelled }: HttpRequest,
  now: () => Date,
): Promise<HttpAnswer> {
  if (cancelled?.aborted) return { kind: 'unsent', why: { code: 'cancelled' } };
  if (timeoutMs <= 0) return { kind: 'unsent', why: { code: 'no-time-left' } };
  let request: Request;
  try {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = cancelled ? AbortSignal.any([timeout, cancelled]) : timeout;
    request = new Request(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    // The error's message would quote the token.
    return { kind: 'unsent', why: { code: 'request-unsendable' } };
  }
  try {
    const response = await fetch(request);
    const retryAfterMs = retryAfter(response.headers.get('retry-after'), now());
    return {
      kind: 'answer',
      status: response.status,
      text: await response.text(),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): HttpAnswer {
  if (memberOf(error, 'name') === 'TimeoutError') return networkFailure('timeout');
  return networkFailure(codeOf(error) ?? 'connection lost');
}

/** Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string | undefined {
  const cause = memberOf(error, 'cause');
  const errors = memberOf(cause, 'errors');
  const code = memberOf(Array.isArray(errors) ? errors[0] : cause, 'code');
  return typeof code === 'string' ? code : undefined;
}

// By its members and not by `instanceof`: `fetch` may throw the errors of another realm than this module's.
function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** JSON, or undefined for what is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
