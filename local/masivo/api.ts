import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { type Answer, failure } from './answers';
import { type Endpoint, tooMany } from './endpoints';
import { respond } from './faults';
import type { Misbehaviour } from './misbehaviour';
import { operations } from './openapi-checks';
import { type RateWindow, rateHeaders } from './rate-limits';
import type { Tally } from './tally';
import type { Timers } from './timers';

/** Where Masivo's API lives on its host. */
export const BASE_PATH = '/api/storefront/v1';

/** The API's dependencies. */
export interface ApiParts {
  endpoints: Record<string, Endpoint>;
  general: RateWindow;
  misbehaviour: Misbehaviour;
  tally: Tally;
  timers: Timers;
  onSilence: ((call: string) => void) | undefined;
}

/** The Masivo API: one route for each call of openapi.json. */
export function masivoApi(parts: ApiParts): Hono<{ Bindings: HttpBindings }> {
  const { general, misbehaviour, tally, timers } = parts;
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const { key, method, path } of operations) {
    const endpoint = parts.endpoints[key];
    if (!endpoint) throw new Error(`openapi.json describes ${key}, which nothing answers`);
    app.on(method, path.replace('{id}', ':id'), async (c) => {
      // Read before any fault: late work must not wait for a client that has left.
      const body = await c.req.text();
      const allowance = general.take();
      const limits = rateHeaders(allowance);
      const rule = misbehaviour.pick(method, path, c.req.path.slice(BASE_PATH.length));
      const call = {
        header: (name: string) => c.req.header(name),
        id: c.req.param('id') ?? '',
        body,
        registersAgain: rule?.do === 'register-again',
      };
      const prepare = () =>
        allowance.allowed ? endpoint(call) : { refused: tooMany(allowance.resetSeconds) };
      const outcome = await respond(rule, prepare, timers);
      if (typeof outcome === 'string') {
        tally.count(key, 'no answer');
        if (outcome === 'hang') parts.onSilence?.(`${method} ${c.req.path.slice(BASE_PATH.length)}`);
        await keepSilent(c.env.incoming.socket, outcome);
        return RESPONSE_ALREADY_SENT;
      }
      const answer = 'answer' in outcome ? outcome.answer : outcome.garbled;
      tally.count(key, String(answer.status));
      return send(answer, limits, 'garbled' in outcome);
    });
  }
  app.all('*', () => {
    const answer = failure(404, 'not_found', 'no such call; see openapi.json');
    tally.count('other', '404');
    return send(answer, rateHeaders(general.take()), false);
  });
  return app;
}

type Socket = HttpBindings['incoming']['socket'];

/** No answer: a closed connection now, or silence until the client leaves. */
function keepSilent(socket: Socket, how: 'close' | 'hang'): Promise<void> {
  if (how === 'close') socket.destroy();
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Cut in the middle, as a proxy that fails half-way leaves it. */
const UNREADABLE = '{"data":{"customer":{"id":"';

function send(answer: Answer, limits: Record<string, string>, garbled: boolean): Response {
  const headers: Record<string, string> = { ...limits, ...answer.headers };
  const text = answer.body === undefined ? null : JSON.stringify(answer.body);
  const body = garbled ? UNREADABLE : text;
  if (body !== null) headers['Content-Type'] = 'application/json';
  return new Response(body, { status: answer.status, headers });
}
