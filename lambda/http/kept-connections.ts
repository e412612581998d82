import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface KeptConnectionsDeps {
  readonly protocol: 'http:' | 'https:';
  readonly now: () => Date;
  /** Ms on a clock that nobody sets. */
  readonly elapsedMs?: () => number;
  /** A connection is used again for so many ms after it was opened, or after this response. */
  readonly usableForMs: (response?: IncomingMessage) => number;
}

export interface KeptConnections {
  /** Begins a request on a connection that was used a moment ago, or on a new one. @throws for what cannot be sent */
  begin(
    url: URL,
    options: { readonly method: string; readonly headers?: Readonly<Record<string, string>> },
  ): ClientRequest;
  /** For a connection that is used at this moment. @returns whether it may be used again, when asked. */
  usableNow(response?: IncomingMessage): () => boolean;
}

/**
 * Lambda freezes a process between two invocations, for minutes, with its connections open (AWS, "Lambda execution
 * environment": "Lambda freezes the execution environment"). Meanwhile their other ends give up, and the process has
 * not heard of it when it goes on: what is sent there may be lost after the last byte left, and nobody knows whether
 * it did its work. Timers cannot tell, because they were frozen, too; `fetch` counts its own and would use them.
 *
 * So a connection is used again only for a few seconds. Both clocks are asked, as nobody says which of them goes on
 * while a process is frozen, and the wall clock may be set back.
 */
export function keptConnections({
  protocol,
  now,
  elapsedMs = () => performance.now(),
  usableForMs,
}: KeptConnectionsDeps): KeptConnections {
  // Loaded here and not with this file: it takes a third of the time until a handler is ready, and is not needed
  // before the first connection, which `receive` opens a turn of the event loop later.
  const { request, Agent } = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
  const agent = new Agent({
    keepAlive: true,
    timeout: usableForMs(),
    maxSockets: 50,
    // The first of the kept connections and not the last, of which Node does not look whether it was destroyed.
    scheduling: 'fifo',
  });
  /** Whether each connection may be used again. */
  const usable = new WeakMap<Socket, () => boolean>();

  function usableNow(response?: IncomingMessage): () => boolean {
    const [at, elapsed, forMs] = [now().getTime(), elapsedMs(), usableForMs(response)];
    return () => Math.max(now().getTime() - at, elapsedMs() - elapsed) <= forMs;
  }

  return {
    usableNow,

    begin(url, options) {
      for (const socket of Object.values(agent.freeSockets).flat()) {
        if (socket && !usable.get(socket)?.()) socket.destroy();
      }
      const begun = request(url, { ...options, agent });
      begun.once('response', (response) => {
        const { socket } = response;
        response.once('end', () => usable.set(socket, usableNow(response)));
      });
      return begun;
    },
  };
}
