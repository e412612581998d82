import type { MiddlewareHandler } from 'hono';

const refused = (code: string, message: string) => ({ error: { code, message } });

/**
 * Refuses bodies of more than `most` bytes before they are read. Node's parser reads no more than Content-Length
 * says (RFC 9112, 6.3), so the header is enough; a body without one is refused, which browsers and curl never send.
 * hono's own limit reads such a body and builds a new `Request` of it, which Node refuses: the requests of
 * `@hono/node-server` are not of its class.
 */
export function bodySize(most: number): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('transfer-encoding') !== undefined) {
      return c.json(refused('length_required', 'The request does not say how large it is.'), 411);
    }
    if (Number(c.req.header('content-length') ?? 0) > most) {
      return c.json(refused('too_large', `The request is larger than ${most / 1024 ** 2} MB.`), 413);
    }
    await next();
  };
}
