import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** 24 random bytes in hex: in the local run they are part of an AWS access key, too, which has letters and digits only. */
export const newToken = (): string => randomBytes(24).toString('hex');

/** Whether an Authorization header carries this token. */
export const carriesToken = (authorization: string | undefined, token: string): boolean =>
  isSame(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '', token);

/** Compares in constant time. */
export function isSame(given: string, token: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(token);
  return left.length === right.length && timingSafeEqual(left, right);
}

const refusal = {
  error: {
    code: 'token',
    message: 'This needs the token of the printed link, in the header `Authorization: Bearer TOKEN`.',
  },
};

/**
 * Answers 401 without the token. It comes in a header, which the page sets on each request, and not in a cookie:
 * browsers send the cookies of 127.0.0.1 to every port of it, so to whatever else listens on this machine.
 */
export function tokenGuard(token: string): MiddlewareHandler {
  return async (c, next) => {
    if (!carriesToken(c.req.header('authorization'), token)) return c.json(refusal, 401);
    await next();
  };
}

/**
 * The link that lets a browser in. What follows `#` is never sent: it is in no log, and no other page learns it.
 * @param path what the page opens with, as its own address has it: `deliveries/ID`, `?outcome=refused`
 */
export const linkWith = (consoleUrl: string, token: string, path = ''): string =>
  `${consoleUrl}/#/${path}${path.includes('?') ? '&' : '?'}token=${token}`;
