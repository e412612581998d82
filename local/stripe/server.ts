import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parsedJson } from '../../lambda/json';
import { bindPort } from '../listen';
import { heldIn, StripeModel } from './model';

/** Where `send` puts the customers of its samples: it is no path of Stripe's. */
export const heldPath = '/_local/held';

export interface LocalStripe {
  readonly url: string;
  readonly model: StripeModel;
  close(): Promise<void>;
}

/** A small Stripe on a free port of this machine, for events that name a customer. @param keys that may read */
export async function startStripe(keys: readonly string[]): Promise<LocalStripe> {
  const bound = await bindPort('PORT', 0);
  const model = new StripeModel(keys);
  bound.serve(stripeApi(model));
  return { url: `http://127.0.0.1:${bound.port}`, model, close: bound.close };
}

function stripeApi(model: StripeModel): RequestListener {
  return (request, response) => {
    bodyOf(request).then(
      (body) => answer(request, body, response, model),
      () => response.destroy(),
    );
  };
}

function answer(request: IncomingMessage, text: string, response: ServerResponse, model: StripeModel): void {
  const { pathname: path } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { method = '' } = request;
  if (path === heldPath && method === 'PUT') {
    const held = heldIn(parsedJson(text));
    if (held) model.put(held);
    response.writeHead(held ? 204 : 400).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const { status, body } = model.answer({ method, path, headers });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
