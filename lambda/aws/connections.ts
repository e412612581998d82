import type { ClientRequest } from 'node:http';
import { exchange, type HttpResponse, type NoResponse } from '../http/exchange';
import { keptConnections } from '../http/kept-connections';
import { clientTimeouts } from './client-timeouts';

const { connectionTimeout: connectTimeoutMs, requestTimeout: timeoutMs } = clientTimeouts.requestHandler;

/**
 * AWS does not tell how long these services keep an idle connection; S3 does for 20 s. One that it has given up while
 * Lambda held the function still may never answer, and that would use up all the time that a store waits for us.
 */
const usableForMs = 15_000;

export interface Connections {
  post(
    headers: Readonly<Record<string, string>>,
    body: string,
    signal?: AbortSignal,
  ): Promise<HttpResponse | NoResponse>;
  /** Begins a connection, TLS included, that the next request is sent on. Keeps no process alive. */
  openAhead(): void;
}

/** Kept connections to one endpoint of AWS. */
export function connectionsTo(endpoint: URL, now: () => Date): Connections {
  const protocol = endpoint.protocol === 'https:' ? 'https:' : 'http:';
  const connections = keptConnections({ protocol, now, usableForMs: () => usableForMs });
  const begin = () => connections.begin(endpoint, { method: 'POST' });
  /** Requests of which nothing is sent yet, each with its connection. */
  const begun: Begun[] = [];

  function openAhead(): void {
    const request = begin();
    const giveUp = () => request.destroy();
    const ahead = { request, giveUp, isUsable: connections.usableNow() };
    begun.push(ahead);
    // What fails here is no failure of anything: the next request opens a connection of its own. A server may also
    // answer 408 to a request that never came.
    request.once('response', giveUp).on('error', () => {});
    request.once('socket', (socket) => begun.includes(ahead) && socket.unref());
    // A connect that is under way keeps a process alive, even on a socket that does not.
    setTimeout(
      () => begun.includes(ahead) && request.socket?.connecting && giveUp(),
      connectTimeoutMs,
    ).unref();
  }

  function next(): ClientRequest {
    for (let ahead = begun.shift(); ahead; ahead = begun.shift()) {
      const { request, giveUp, isUsable } = ahead;
      if (!isUsable()) giveUp();
      if (request.destroyed) continue;
      request.off('response', giveUp);
      request.socket?.ref();
      return request;
    }
    return begin();
  }

  return {
    openAhead,

    async post(headers, body, signal) {
      if (signal?.aborted) return { failed: 'AbortError', wasOpen: false };
      const sent = next();
      for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
      return exchange(sent, { body, timeoutMs, connectTimeoutMs, signal });
    },
  };
}

interface Begun {
  readonly request: ClientRequest;
  readonly giveUp: () => void;
  readonly isUsable: () => boolean;
}
