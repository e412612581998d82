import type { MiddlewareHandler } from 'hono';

/**
 * Why an operator-side request must not be served, or undefined when it may be.
 *
 * These endpoints have no password: they are protected by being reachable from this machine only. Binding 127.0.0.1
 * keeps the network out, but neither a web page in the operator's browser (recognised by Origin, or by Host after DNS
 * rebinding) nor a tunnel or proxy that carries the port outside.
 */
export function refusedByGuard(headers: Headers, port: number): string | undefined {
  // An intermediary adds Forwarded (RFC 7239), X-Forwarded-* or Via (RFC 9110, 7.6.3).
  for (const name of headers.keys()) {
    if (name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-')) {
      return `the header ${name} says that a tunnel or a proxy stands between`;
    }
  }
  const host = headers.get('host');
  if (host === null) return 'the header host is missing';
  const local = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (![...local, '127.0.0.1', 'localhost'].includes(host)) return `the host ${host} is not this machine`;
  const origin = headers.get('origin');
  if (origin !== null && !local.some((name) => origin === `http://${name}`)) {
    return `the request comes from the web page ${origin}`;
  }
  return undefined;
}

/** Answers 403 to what {@link refusedByGuard} refuses; `port` is the port the server listens on. */
export function loopbackGuard(port: number): MiddlewareHandler {
  return async (c, next) => {
    const message = refusedByGuard(c.req.raw.headers, port);
    if (message !== undefined) return c.json({ error: { code: 'refused', message } }, 403);
    await next();
  };
}
