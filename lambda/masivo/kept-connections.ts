import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

export interface KeptConnectionsDeps {
  readonly now: () => Date;
  /** Ms on a clock that nobody sets. */
  readonly elapsedMs: () => number;
}

/** Begins a request on a connection that was used a moment ago, or on a new one. @throws for what cannot be sent */
export type BeginRequest = (
  url: URL,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
) => http.ClientRequest;

/** The default of Node's own `fetch` (undici, `keepAliveTimeout`): less than the 5 s of the least patient servers. */
const usableForMs = 4000;

/** So much earlier than the server says (`Keep-Alive: timeout=…`) we stop, as undici does: bytes take time. */
const hintMarginMs = 1000;

/** When a connection was last used, by both clocks. */
interface LastUse {
  readonly at: number;
  readonly elapsed: number;
  readonly usableMs: number;
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
export function keptConnections({ now, elapsedMs }: KeptConnectionsDeps): BeginRequest {
  const options = { keepAlive: true, timeout: usableForMs };
  const plain = new http.Agent(options);
  const secure = new https.Agent(options);
  const lastUses = new WeakMap<Socket, LastUse>();

  const isStale = (socket: Socket): boolean => {
    const last = lastUses.get(socket);
    return !last || Math.max(now().getTime() - last.at, elapsedMs() - last.elapsed) > last.usableMs;
  };

  return (url, { method, headers }) => {
    const [agent, request] = url.protocol === 'https:' ? [secure, https.request] : [plain, http.request];
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) if (isStale(socket)) socket.destroy();
    }
    const begun = request(url, { method, headers, agent });
    begun.once('response', (response) => {
      const { socket } = response;
      const usableMs = usableMsOf(response.headers['keep-alive']);
      const noteUse = () => lastUses.set(socket, { at: now().getTime(), elapsed: elapsedMs(), usableMs });
      response.once('end', noteUse);
    });
    return begun;
  };
}

function usableMsOf(keepAlive: string | string[] | undefined): number {
  const [, seconds] = /\btimeout=(\d+)/.exec(String(keepAlive)) ?? [];
  return seconds === undefined ? usableForMs : Math.min(usableForMs, Number(seconds) * 1000 - hintMarginMs);
}
