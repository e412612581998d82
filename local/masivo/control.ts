import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { checkEntry } from './customer-lines';
import type { Customers } from './customers';
import { type Misbehaviour, readPlan } from './misbehaviour';
import { readJson } from './openapi-checks';
import type { RateWindow } from './rate-limits';
import type { Tally } from './tally';
import { type AccountTerms, readTerms } from './terms';
import type { Timers } from './timers';
import type { Tokens } from './tokens';

/** The control API is outside Masivo's base path, so that no client of Masivo meets it. */
export const CONTROL_PATH = '/_sandbox';

/** What the control API reads and changes. */
export interface ControlParts {
  customers: Customers;
  misbehaviour: Misbehaviour;
  tally: Tally;
  timers: Timers;
  tokens: Tokens;
  terms: AccountTerms;
  windows: readonly RateWindow[];
}

/** The control API: README.md documents each call. */
export function controlApi(parts: ControlParts): Hono<{ Bindings: HttpBindings }> {
  const { customers, misbehaviour, tally, terms, timers, tokens } = parts;
  const failure = (code: string, message: string) => ({ error: { code, message } });
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.get('/misbehaviour', (c) => c.json(misbehaviour.plan));

  app.put('/misbehaviour', async (c) => {
    const json = readJson(await c.req.text());
    const plan = json.ok ? readPlan(json.value) : json;
    if (!plan.ok) return c.json(failure('invalid_request', plan.reason), 400);
    misbehaviour.replace(plan.value);
    return c.json(misbehaviour.plan);
  });

  app.get('/misbehaved', (c) => c.json(misbehaviour.countsByCall));

  app.get('/account', (c) => c.json(terms.now));

  app.put('/account', async (c) => {
    const json = readJson(await c.req.text());
    const read = json.ok ? readTerms(json.value) : json;
    if (!read.ok) return c.json(failure('invalid_request', read.reason), 400);
    terms.replace(read.value);
    return c.json(terms.now);
  });

  app.get('/record', (c) =>
    c.json({
      customers: customers.all(),
      marketableUnasked: customers.marketableUnasked,
      marketableMigrated: customers.marketableMigrated,
      requests: tally.requests,
      misbehaved: misbehaviour.counts,
      inFlightLateWork: timers.lateWork,
    }),
  );

  app.get('/summary', (c) => c.json({ ...customers.summary(), requests: tally.requests }));

  app.get('/customers/:id', (c) => {
    const id = c.req.param('id');
    const entry = customers.find(id);
    return entry ? c.json(entry) : c.json(failure('not_found', `no customer has the id ${id}`), 404);
  });

  app.delete('/customers/:id', (c) => {
    const id = c.req.param('id');
    const entry = customers.delete(id);
    return entry ? c.json(entry) : c.json(failure('not_found', `no customer has the id ${id}`), 404);
  });

  app.put('/customers/:id', async (c) => {
    const json = readJson(await c.req.text());
    const entry = json.ok ? checkEntry(json.value, 'body') : json;
    if (!entry.ok) return c.json(failure('invalid_request', entry.reason), 400);
    if (entry.value.customer.id !== c.req.param('id'))
      return c.json(failure('invalid_request', 'body/customer/id must be the id in the path'), 400);
    return customers.restore(entry.value)
      ? c.json(entry.value)
      : c.json(failure('taken', 'its id or e-mail is taken'), 409);
  });

  app.post('/expire-tokens', (c) => {
    tokens.expireAll();
    return c.json({ expired: true });
  });

  app.post('/reset', (c) => {
    // Late work first: it must not bring a customer back into the emptied account.
    timers.dropLateWork();
    customers.reset();
    misbehaviour.reset();
    terms.reset();
    tally.reset();
    for (const window of parts.windows) window.reset();
    return c.json({ reset: true });
  });

  app.all('*', (c) => c.json(failure('not_found', 'no such call; see local/masivo/README.md'), 404));
  return app;
}
