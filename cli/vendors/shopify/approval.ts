import { randomBytes } from 'node:crypto';
import type { ShopifyApp } from '../../../lambda/sources/shopify/app';
import { CommandError } from '../../exit';
import { type ApprovedAccess, approvedAccess } from './access';
import { callbackPath, codeIn, pastedAddress } from './callback';
import { listenForCallback } from './callback-listener';

export interface ApprovalRequest {
  readonly app: ShopifyApp;
  /** `name.myshopify.com`. */
  readonly shop: string;
  readonly origin: string;
  /** The app's settings have to allow `http://127.0.0.1:{port}/approved` as a redirection address. */
  readonly port: number;
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Tells whoever runs the command; one of the lines is the address that the shop's owner has to open. */
  readonly say: (line: string) => void;
  /** Asks whoever runs the command until `over`; undefined then, and where nobody can be asked. */
  readonly ask: (question: string, over: AbortSignal) => Promise<string | undefined>;
}

// What subscribing and the backfill need. Webhooks of a topic need the scope of what is in them.
const scope = 'read_customers';

/**
 * Shopify's authorization-code grant: the shop's owner approves the app in a browser, which is sent back to this
 * machine with a code. A browser elsewhere cannot load that address, so it may be pasted instead. Only a callback with
 * our state and Shopify's HMAC is accepted, from wherever it comes. @throws CommandError
 */
export async function approvalInBrowser(request: ApprovalRequest): Promise<ApprovedAccess> {
  const { app, shop, origin, port, say, now } = request;
  const state = randomBytes(24).toString('base64url');
  const codeOf = (address: string) => codeIn(address, { app, shop, state });
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), request.timeoutMs);
  try {
    const listening = await listenForCallback({ port, codeIn: codeOf, over: over.signal });
    if (listening.kind === 'failed') throw notListening(port, listening.code);
    const back = `http://127.0.0.1:${listening.port}${callbackPath}`;
    const query = new URLSearchParams({ client_id: app.clientId, scope, redirect_uri: back, state });
    say(`Have the owner of ${shop} open this address in a browser, and approve:`);
    say(`${origin}/admin/oauth/authorize?${query}`);
    say(`A browser on another machine cannot load the page that it is sent to then, ${back}?…`);
    const pasted = pastedCode(request, codeOf, over.signal);
    const code = await Promise.race([listening.code, pasted.then((own) => own ?? listening.code)]).finally(
      () => over.abort(),
    );
    // The prompt has left the terminal by then.
    await pasted;
    if (code === undefined) {
      throw new CommandError(
        'failed',
        `Nobody approved the app at ${shop} in time.`,
        'Run the command again.',
      );
    }
    return await approvedAccess(origin, app, code, now());
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** Undefined once it is over, and where nobody can be asked. */
async function pastedCode(
  { say, ask }: ApprovalRequest,
  codeOf: (address: string) => string | undefined,
  over: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    const text = await ask("Paste that page's address, or wait for a browser on this machine:", over);
    if (text === undefined) return undefined;
    const code = codeOf(pastedAddress(text));
    if (code !== undefined) return code;
    say('That is not the address that this approval ends with. Copy all of it, from http:// on.');
  }
}

function notListening(port: number, code: string): CommandError {
  return new CommandError(
    'failed',
    code === 'EADDRINUSE' ? `Port ${port} is in use.` : `Nothing can listen on port ${port} (${code}).`,
    "Name another with --callback-port, and allow its address in the app's settings.",
  );
}
