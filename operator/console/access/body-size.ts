import type { MiddlewareHandler } from 'hono';

const refused = (code: string, message: string) => ({ error: { code, message } });

/**
 * Refuses bodies of more than `most` bytes before they are read. Node's parser reads no more than Content-Length says
 * (RFC 9112, 6.3), so the header is enough. A body without one is refused; browsers and curl always send it. hono's own
 * limit builds a new `Request` of the body, which fails for the requests of `@hono/node-server`: they are not of its
 * class.
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
