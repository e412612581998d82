import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isObject, parsedJson } from '../../lambda/json';
import { carriesToken } from '../../operator/console/access/token';
import type { Closing } from '../closing';
import { bindPort } from '../listen';
import * as registered from './registered';
import type { LocalVendorApi } from './vendor';

/** Where `send` puts the customers of its samples: it is no path of a vendor's. */
export const heldPath = '/_local/held';

export interface LocalVendor {
  readonly url: string;
  readonly api: LocalVendorApi;
}

export interface VendorAccess {
  /** Those that may read, by source. */
  readonly keys: (source: string) => readonly string[];
  /** As in `MakeListingApi`. */
  readonly accountOf?: (key: string) => string | undefined;
  /** Whoever puts customers there shows it. */
  readonly token: string;
}

/** Each vendor where the bridge reads, small and on a free port of this machine. By source. */
export async function startVendors(
  closing: Closing,
  { keys, accountOf, token }: VendorAccess,
): Promise<ReadonlyMap<string, LocalVendor>> {
  const started = Object.entries(registered).map(async ([source, make]) => {
    const bound = await bindPort('PORT', 0);
    closing.add(bound.close);
    const api = make(keys(source), undefined, accountOf);
    bound.serve(vendorListener(api, token));
    return [source, { url: `http://127.0.0.1:${bound.port}`, api }] as const;
  });
  return new Map(await Promise.all(started));
}

/** @param token whoever puts customers there shows it */
export function vendorListener(api: LocalVendorApi, token: string): RequestListener {
  return (request, response) => {
    // Whatever goes wrong with one request, the local run goes on.
    bodyOf(request)
      .then((body) => answer(request, body, response, { api, token }))
      .catch(() => response.destroy());
  };
}

function answer(
  request: IncomingMessage,
  text: string,
  response: ServerResponse,
  { api, token }: { readonly api: LocalVendorApi; readonly token: string },
): void {
  const address = request.url ?? '/';
  const here = 'http://127.0.0.1';
  // Node hands over what stands in the request line: `//` is no address.
  if (!URL.canParse(address, here)) {
    response.writeHead(400).end();
    return;
  }
  const { pathname: path, searchParams: query } = new URL(address, here);
  const { method = '' } = request;
  if (path === heldPath && method === 'PUT') {
    if (!carriesToken(request.headers.authorization, token)) {
      response.writeHead(401).end();
      return;
    }
    const held = parsedJson(text);
    if (isObject(held)) api.put(held);
    response.writeHead(isObject(held) ? 204 : 400).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const { status, body, headers: own } = api.answer({ method, path, query, headers, body: text });
  response.writeHead(status, { 'content-type': 'application/json', ...own }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
