import type { MiddlewareHandler } from 'hono';

const refused = (message: string) => ({ error: { code: 'refused', message } });

/**
 * A request that changes something must come from the console's own page. A form of another site can send neither JSON
 * nor a custom header without a preflight (https://fetch.spec.whatwg.org/#cors-preflight-fetch), and preflights are
 * refused. Foreign origins do not get this far: the loopback guard refuses them.
 */
export const ownPageOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  // Other ports of this machine are the same site, not the same origin.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return c.json(refused('The request comes from another page.'), 403);
  }
  if (!['GET', 'HEAD'].includes(c.req.method)) {
    if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
      return c.json(refused('The content type has to be application/json.'), 415);
    }
    if (c.req.header('origin') === undefined && c.req.header('x-console') === undefined) {
      return c.json(
        refused('The request names no origin: outside a browser, send the header X-Console: 1.'),
        403,
      );
    }
  }
  await next();
};
