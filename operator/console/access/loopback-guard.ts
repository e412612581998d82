import type { IncomingMessage, RequestListener } from 'node:http';
import type { MiddlewareHandler } from 'hono';

type HeaderPairs = Iterable<readonly [name: string, value: string]>;

/**
 * Why a request to a port of this machine must not be served, or undefined when it may be.
 *
 * Binding 127.0.0.1 keeps the network out, but neither a web page in somebody's browser (recognised by Origin, or by
 * Host after DNS rebinding) nor a tunnel or proxy that carries the port outside. Whom it lets through still has to show
 * a credential: other users of this machine send any header.
 * @param port the server listens on
 * @param tunnel the public host name of a tunnel that is wanted: requests may come through it
 */
export function refusedByGuard(headers: HeaderPairs, port: number, tunnel?: string): string | undefined {
  const local = [`127.0.0.1:${port}`, `localhost:${port}`];
  const hosts = [...local, '127.0.0.1', 'localhost', ...(tunnel === undefined ? [] : [tunnel])];
  let named = 0;
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    // An intermediary adds Forwarded (RFC 7239), X-Forwarded-* or Via (RFC 9110, 7.6.3).
    if (name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-')) {
      if (tunnel === undefined) return `the header ${name} says that a tunnel or a proxy stands between`;
    } else if (name === 'host') {
      named += 1;
      if (named > 1) return 'the header host is there twice';
      if (!hosts.includes(value)) return `the host ${value} is not this machine`;
    } else if (name === 'origin' && !local.some((each) => value === `http://${each}`)) {
      return `the request comes from the web page ${value}`;
    }
  }
  return named === 0 ? 'the header host is missing' : undefined;
}

const refusal = (message: string) => ({ error: { code: 'refused', message } });

/** Answers 403 to what {@link refusedByGuard} refuses; `port` is the port the server listens on. */
export function loopbackGuard(port: number): MiddlewareHandler {
  return async (c, next) => {
    const message = refusedByGuard(c.req.raw.headers, port);
    if (message !== undefined) return c.json(refusal(message), 403);
    await next();
  };
}

/** The same in front of a listener of Node's own server. */
export function guarded(serve: RequestListener, tunnel?: string): RequestListener {
  return (request, response) => {
    const message = refusedByGuard(pairsOf(request), request.socket.localPort ?? 0, tunnel);
    if (message === undefined) return serve(request, response);
    // A body is not read: its sender is answered, and disconnected.
    response.on('error', () => {});
    response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(refusal(message)));
  };
}

/** As they were sent: Node's own `headers` keep one of two hosts. */
function* pairsOf({ rawHeaders }: IncomingMessage): Generator<readonly [string, string]> {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
  }
}
