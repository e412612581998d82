import type { ClientRequest, IncomingMessage } from 'node:http';
import { networkFailure } from '../retry/retry-policy';
import { exchange } from './exchange';
import { type KeptConnections, type KeptConnectionsDeps, keptConnections } from './kept-connections';
import type { HttpAnswer, HttpRequest, SendHttp } from './send-http';

/** The default of Node's own `fetch` (undici, `keepAliveTimeout`): less than the 5 s of the least patient servers. */
const longestUseMs = 4000;

/** So much earlier than the server says (`Keep-Alive: timeout=…`) we stop, as undici does: bytes take time. */
const hintMarginMs = 1000;

function usableForMs(response?: IncomingMessage): number {
  const [, seconds] = /\btimeout=(\d+)/.exec(String(response?.headers['keep-alive'])) ?? [];
  return seconds === undefined ? longestUseMs : Math.min(longestUseMs, Number(seconds) * 1000 - hintMarginMs);
}

/** Sends over the network. The timeout is the machine's own: nothing else can end a request that hangs. */
export function sendOverNetwork(
  now: () => Date,
  clock: Pick<KeptConnectionsDeps, 'elapsedMs'> = {},
): SendHttp {
  const kept = (protocol: 'http:' | 'https:') => keptConnections({ protocol, now, usableForMs, ...clock });
  const [plain, secure] = [kept('http:'), kept('https:')];
  const begin: KeptConnections['begin'] = (url, options) =>
    (url.protocol === 'https:' ? secure : plain).begin(url, options);
  return (request) => sendOnce(request, begin, now);
}

async function sendOnce(
  { method, url, headers, body, timeoutMs, signal, vendor }: HttpRequest,
  begin: KeptConnections['begin'],
  now: () => Date,
): Promise<HttpAnswer> {
  if (signal?.aborted) return { kind: 'unsent', why: { code: 'cancelled' } };
  if (timeoutMs <= 0) return { kind: 'unsent', why: { code: 'no-time-left' } };
  let sent: ClientRequest;
  try {
    sent = begin(new URL(url), { method, headers: { 'user-agent': 'masivo-bridge', ...headers } });
  } catch {
    // The error's message would quote the token.
    return { kind: 'unsent', why: { code: 'request-unsendable' } };
  }
  const answer = await exchange(sent, { body, timeoutMs, signal });
  if ('failed' in answer) {
    const { failed, error = { code: 'ECONNRESET' } } = answer;
    if (failed === 'AbortError') return failureOf(undefined, vendor);
    return failed === 'TimeoutError' ? networkFailure('timeout', vendor) : failureOf(error, vendor);
  }
  const retryAfterMs = retryAfterMsOf(answer.headers['retry-after'] ?? null, now());
  return {
    kind: 'answer',
    status: answer.status,
    text: answer.text,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** By its code, never by its message, which may quote the request. */
export const failureOf = (error: unknown, vendor?: string) =>
  networkFailure(codeOf(error) ?? 'connection lost', vendor);

/** Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string | undefined {
  const errors = memberOf(error, 'errors');
  const code = memberOf(Array.isArray(errors) ? errors[0] : error, 'code');
  return typeof code === 'string' ? code : undefined;
}

// By its members and not by `instanceof`: it may be an error of another realm than this module's.
function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
export function retryAfterMsOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
