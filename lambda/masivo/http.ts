import type { ClientRequest } from 'node:http';
import { networkFailure } from '../retry/retry-policy';
import { type BeginRequest, keptConnections } from './kept-connections';
import type { HttpAnswer, HttpRequest, SendHttp } from './send-http';

/**
 * Sends over the network. Its timeout is the machine's own: nothing else can end a request that hangs.
 * @param elapsedMs a clock that nobody sets, beside that of `now`.
 */
export function sendOverNetwork(now: () => Date, elapsedMs = () => performance.now()): SendHttp {
  const begin = keptConnections({ now, elapsedMs });
  return (request) => sendOnce(request, begin, now);
}

async function sendOnce(
  { method, url, headers, body, timeoutMs, signal }: HttpRequest,
  begin: BeginRequest,
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
  return new Promise((resolve) => {
    const end = (answer: HttpAnswer) => {
      timeout.removeEventListener('abort', giveUp);
      signal?.removeEventListener('abort', cancel);
      // Only the first end counts.
      resolve(answer);
    };
    const fail = (failure: HttpAnswer) => {
      end(failure);
      sent.destroy();
    };
    const cancel = () => fail(failureOf(undefined));
    const giveUp = () => fail(networkFailure('timeout'));
    const timeout = AbortSignal.timeout(timeoutMs);
    timeout.addEventListener('abort', giveUp);
    signal?.addEventListener('abort', cancel);
    sent.on('error', (error) => fail(failureOf(error)));
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => fail(failureOf(error)));
      response.once('end', () => {
        const retryAfterMs = retryAfter(response.headers['retry-after'] ?? null, now());
        end({
          kind: 'answer',
          status: response.statusCode ?? 0,
          text: new TextDecoder().decode(Buffer.concat(chunks)),
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
      });
    });
    sent.end(body);
  });
}

/** By its code, never by its message, which may quote the request. */
export const failureOf = (error: unknown) => networkFailure(codeOf(error) ?? 'connection lost');

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

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
