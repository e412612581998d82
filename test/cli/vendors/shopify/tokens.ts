import type { ServerResponse } from 'node:http';
import type { Asked } from '../../../lambda/masivo/server';

export interface TokenOptions {
  readonly app?: { readonly clientId: string; readonly clientSecret: string };
  /** Whether the shop belongs to the app's organisation. */
  readonly sameOrganisation?: boolean;
  /** The codes that approvals in the browser ended with; each is accepted once. */
  readonly codes?: readonly string[];
  /** The approved app gets a token that does not expire, whatever it asks for. */
  readonly lasting?: boolean;
  /** What becomes of each request for a renewal, in this order; then they are answered. */
  readonly renewals?: readonly Renewal[];
  /** Renewals are answered without `expires_in`. */
  readonly withoutExpiry?: boolean;
  readonly now?: () => Date;
}

/** `answered`: lost on its way back, after Shopify has done it; `ignored`: an error, and Shopify has not done it. */
export type Renewal = 'answered' | 'lost' | 'failed' | 'ignored' | 'garbled';

interface Pair {
  readonly token: string;
  readonly expires: number;
  readonly refreshToken: string;
  readonly refreshExpires: number;
}

const hour = 3_600_000;

/** How Shopify grants access tokens for one app in one shop, and which of them it accepts. */
export function shopifyTokens(options: TokenOptions) {
  const { app, renewals = [], codes = [], now = () => new Date() } = options;
  const unused = new Set(codes);
  const coming = [...renewals];
  const renewed: string[] = [];
  let serial = 0;
  let current: Pair | undefined;
  /** What was renewed last: accepted again until its successor is used. */
  let previous: Pair | undefined;

  const pair = (): Pair => {
    serial += 1;
    const at = now().getTime();
    return {
      token: `shpat_fake_${serial}`,
      expires: at + hour,
      refreshToken: `shprt_fake_${serial}`,
      refreshExpires: at + 90 * 24 * hour,
    };
  };
  const told = ({ token, refreshToken }: Pair, withExpiry = true) => ({
    access_token: token,
    scope: 'read_customers',
    ...(withExpiry ? { expires_in: 3600 } : {}),
    refresh_token: refreshToken,
    refresh_token_expires_in: 7_776_000,
  });

  function renew(asked: string | null): object | undefined {
    const known = [current, previous].find((each) => each?.refreshToken === asked);
    if (!known || known.refreshExpires <= now().getTime()) return undefined;
    renewed.push(known.refreshToken);
    if (known === current) previous = current;
    current = pair();
    return told(current, options.withoutExpiry !== true);
  }

  function grant(response: ServerResponse, { method, headers, body }: Asked) {
    if (method !== 'POST' || headers['content-type'] !== 'application/x-www-form-urlencoded;charset=UTF-8') {
      return json(response, 400, { error: 'invalid_request' });
    }
    const form = new URLSearchParams(body);
    if (form.get('client_id') !== app?.clientId || form.get('client_secret') !== app?.clientSecret) {
      return json(response, 400, { error: 'invalid_client' });
    }
    if (form.get('grant_type') === 'client_credentials') {
      if (options.sameOrganisation === false) {
        response.writeHead(400, { 'content-type': 'text/html' });
        response.end('Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.');
        return undefined;
      }
      return json(response, 200, { access_token: 'shpat_fake', scope: 'read_customers', expires_in: 86399 });
    }
    if (form.get('grant_type') === 'refresh_token') return refresh(response, form.get('refresh_token'));
    if (form.has('grant_type') || !unused.delete(form.get('code') ?? '')) {
      return json(response, 400, { error: 'invalid_request' });
    }
    if (options.lasting || form.get('expiring') !== '1') {
      return json(response, 200, { access_token: 'shpat_fake', scope: 'read_customers' });
    }
    [current, previous] = [pair(), undefined];
    return json(response, 200, told(current));
  }

  function refresh(response: ServerResponse, asked: string | null) {
    const how = coming.shift() ?? 'answered';
    if (how === 'ignored') return json(response, 503, { errors: 'Service Unavailable' });
    const answer = renew(asked);
    if (!answer) {
      const error_description = 'This request requires an active refresh_token';
      return json(response, 401, { error: 'invalid_request', error_description });
    }
    if (how === 'answered') return json(response, 200, answer);
    if (how === 'lost') return void response.socket?.destroy();
    if (how === 'garbled') return json(response, 200, { scope: 'read_customers' });
    return json(response, 520, { errors: 'error code: 520' });
  }

  return {
    grant,
    /** The refresh tokens that were used, in this order. */
    renewed,
    accepts: (token: string) => token === current?.token && current.expires > now().getTime(),
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
