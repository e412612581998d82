import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { equalInConstantTime, hmacSha256 } from '../../../lambda/sources/signature';
import { CommandError } from '../../exit';
import { approvedToken, type ShopifyApp } from './access';

export interface ApprovalRequest {
  readonly app: ShopifyApp;
  /** `name.myshopify.com`. */
  readonly shop: string;
  readonly origin: string;
  /** The app's settings have to allow `http://127.0.0.1:{port}/approved` as a redirection address. */
  readonly port: number;
  readonly timeoutMs: number;
  /** Shows the address that the shop's owner has to open. */
  readonly show: (address: string) => void;
}

// What subscribing and the backfill need. Webhooks of a topic need the scope of what is in them.
const scope = 'read_customers';

/**
 * Shopify's authorization-code grant: the shop's owner approves the app in a browser, which comes back to this
 * machine with a code. Only a callback with our state and Shopify's HMAC is accepted.
 * @returns a token that lasts until the app is uninstalled. @throws CommandError
 */
export async function approvalInBrowser(request: ApprovalRequest): Promise<string> {
  const { app, shop, origin, port } = request;
  const state = randomBytes(24).toString('base64url');
  const code = await callbackCode(request, state, (bound) => {
    const query = new URLSearchParams({
      client_id: app.clientId,
      scope,
      redirect_uri: `http://127.0.0.1:${bound}/approved`,
      state,
    });
    request.show(`${origin}/admin/oauth/authorize?${query}`);
  });
  if (code === 'timeout') {
    throw new CommandError('failed', `Nobody approved the app at ${shop} in time.`, 'Run the command again.');
  }
  if (code === 'port') {
    const fix = "Name another with --callback-port, and allow its address in the app's settings.";
    throw new CommandError('failed', `Port ${port} is in use.`, fix);
  }
  return approvedToken(origin, app, code.code);
}

type Callback = { readonly code: string } | 'timeout' | 'port';

function callbackCode(
  { app, shop, port, timeoutMs }: ApprovalRequest,
  state: string,
  onListening: (port: number) => void,
): Promise<Callback> {
  return new Promise((resolve) => {
    const server = createServer((incoming, response) => {
      const code = codeIn(incoming, { app, shop, state });
      answer(response, code !== undefined);
      if (code !== undefined) end({ code });
    });
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    const end = (callback: Callback) => {
      clearTimeout(timer);
      server.close();
      // The browser keeps its connection; the answer is on its way by then.
      setTimeout(() => server.closeAllConnections(), 200).unref();
      resolve(callback);
    };
    server.once('error', () => end('port'));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      onListening(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** The code of an authentic callback of this shop for this approval; undefined for anything else. */
function codeIn(
  { method, url = '/' }: IncomingMessage,
  expected: { app: ShopifyApp; shop: string; state: string },
): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (method !== 'GET' || pathname !== '/approved') return undefined;
  if (!isAuthenticCallback(searchParams, expected.app.clientSecret)) return undefined;
  if (!equalInConstantTime(searchParams.get('state') ?? '', expected.state)) return undefined;
  if (searchParams.get('shop') !== expected.shop) return undefined;
  return searchParams.get('code') || undefined;
}

/**
 * HMAC over all parameters but `hmac` itself, sorted by name, in hex under the client secret:
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export function isAuthenticCallback(query: URLSearchParams, clientSecret: string): boolean {
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'hmac' && name !== 'signature'));
  rest.sort();
  const signed = rest.toString().replaceAll('+', '%20');
  return equalInConstantTime(query.get('hmac') ?? '', hmacSha256(clientSecret, [signed], 'hex'));
}

function answer(response: ServerResponse, approved: boolean): void {
  const text = approved
    ? 'The app is approved. You can close this page and go back to the terminal.'
    : 'This call is not the answer to an approval that is under way here.';
  response.writeHead(approved ? 200 : 400, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  });
  response.end(`${text}\n`);
}
