import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** 32 random bytes, as printed in the address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const refusal =
  'This console answers only to the browser that opened the printed link. ' +
  'Copy the whole address, token included, from the terminal where the console runs.\n';

/**
 * Nothing is answered without the token. `/?token=…` stores it in a cookie and redirects to the address without it, so
 * that it stays out of bookmarks and screens.
 */
export function tokenGuard(token: string, port: number): MiddlewareHandler {
  // Cookies ignore ports: a console of another environment on this machine must not overwrite this one's.
  const cookie = `console-${port}`;
  return async (c, next) => {
    const given = c.req.query('token');
    if (c.req.path === '/' && given !== undefined && isSame(given, token)) {
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    }
    if (!isSame(getCookie(c, cookie) ?? '', token)) return c.text(refusal, 401);
    await next();
  };
}

function isSame(given: string, token: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(token);
  return left.length === right.length && timingSafeEqual(left, right);
}
