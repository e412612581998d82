import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { clientTimeouts } from './client-timeouts';

const { connectionTimeout, requestTimeout } = clientTimeouts.requestHandler;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** No answer: an error's name or code, never its text. */
export interface NoAnswer {
  readonly failed: string;
  /** The connection had been open before: that its other end was gone says nothing about the service. */
  readonly wasOpen: boolean;
}

export interface Connections {
  post(
    headers: Readonly<Record<string, string>>,
    body: string,
    signal?: AbortSignal,
  ): Promise<HttpAnswer | NoAnswer>;
  /** Begins a connection, TLS included, that the next request is sent on. Keeps no process alive. */
  openAhead(): void;
}

/** Kept connections to one endpoint of AWS. */
export function connectionsTo(endpoint: URL): Connections {
  // Loaded here and not with this file: it takes a third of the time until the handler is ready, and is not needed
  // before the first connection, which `receive` opens a turn of the event loop later.
  const { request, Agent } = process.getBuiltinModule(
    endpoint.protocol === 'https:' ? 'node:https' : 'node:http',
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  // Requests of which nothing is sent yet, each with its connection, and how to give each up.
  const begun = new Map<ClientRequest, () => void>();

  const begin = () => request(endpoint, { method: 'POST', agent });

  function openAhead(): void {
    const ahead = begin();
    const giveUp = () => {
      begun.delete(ahead);
      ahead.destroy();
    };
    begun.set(ahead, giveUp);
    // What fails here is no failure of anything: the next request opens a connection of its own. A server may also
    // answer 408 to a request that never came.
    ahead
      .once('close', giveUp)
      .once('response', giveUp)
      .on('error', () => {});
    ahead.once('socket', (socket) => begun.has(ahead) && socket.unref());
    // A connect that is under way keeps a process alive, even on a socket that does not.
    setTimeout(() => begun.has(ahead) && ahead.socket?.connecting && giveUp(), connectionTimeout).unref();
  }

  function next(): ClientRequest {
    for (const [ahead, giveUp] of begun) {
      begun.delete(ahead);
      if (ahead.destroyed) continue;
      ahead.off('response', giveUp).off('close', giveUp);
      ahead.socket?.ref();
      return ahead;
    }
    return begin();
  }

  return {
    openAhead,

    post(headers, body, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve({ failed: 'AbortError', wasOpen: false });
        const sent = next();
        let wasOpen = false;
        const end = (ended: HttpAnswer | NoAnswer): void => {
          clearTimeout(toAnswer);
          clearTimeout(toConnect);
          signal?.removeEventListener('abort', abort);
          // Only the first end counts.
          resolve(ended);
        };
        const fail = (failed: string) => {
          end({ failed, wasOpen });
          sent.destroy();
        };
        const abort = () => fail('AbortError');
        const toAnswer = setTimeout(() => fail('TimeoutError'), requestTimeout);
        let toConnect: NodeJS.Timeout | undefined;
        signal?.addEventListener('abort', abort);

        const onSocket = ({ connecting }: { readonly connecting: boolean }) => {
          wasOpen = !connecting;
          if (!connecting) return;
          toConnect = setTimeout(() => fail('TimeoutError'), connectionTimeout);
          sent.socket?.once('connect', () => clearTimeout(toConnect));
        };
        if (sent.socket) onSocket(sent.socket);
        else sent.once('socket', onSocket);

        sent.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
        // After an answer this changes nothing; without one it is the only sign of a connection that ended early.
        sent.once('close', () => fail('ECONNRESET'));
        sent.once('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', () => fail('ECONNRESET'));
          response.once('end', () => {
            const { statusCode: status = 0, headers: answered } = response;
            end({ status, headers: answered, text: Buffer.concat(chunks).toString() });
          });
        });
        for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
        sent.end(body);
      });
    },
  };
}
