import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** The page loads nothing from elsewhere, is framed by nobody, tells nobody where it is, and leaves no copy. */
export const strictHeaders: readonly MiddlewareHandler[] = [
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // The console speaks HTTP to this machine only; for localhost the rule would hold for every port.
    strictTransportSecurity: false,
  }),
  async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  },
];
