import { type Answer, customerAnswer, failure, invalid, noCustomer, unauthorized } from './answers';
import { readCreation } from './creation';
import type { Customers } from './customers';
import type { Consent, CustomerPatch, Entry, MigratedCustomer } from './model';
import { checkCustomerId, checker, type Read, readJson, schemaRef } from './openapi-checks';
import { type Allowance, type RateWindow, rateHeaders } from './rate-limits';
import type { AccountTerms } from './terms';
import type { Tokens } from './tokens';
import { TIERS } from './wallet';

/** A request as an endpoint sees it. */
export interface Call {
  header(name: string): string | undefined;
  /** The `{id}` of the path, decoded. */
  id: string;
  body: string;
  /** Whether creating an existing customer pays the registration reward again, instead of a 409. */
  registersAgain: boolean;
}

/** What an endpoint decides at once: a refusal, or the work that is left to do. */
export type Reply = { refused: Answer } | { work: () => Answer };

/** Checks a call. The work is a value so that a fault can do it late, or lose its answer. */
export type Endpoint = (call: Call) => Reply;

/** The endpoints' dependencies. */
export interface Account {
  apiKey: string;
  customers: Customers;
  tokens: Tokens;
  terms: AccountTerms;
  /** A migration request has to fit all of them. */
  migrations: readonly RateWindow[];
  migrationDelayMs: number;
}

const checkPatch = checker<CustomerPatch>(schemaRef('CustomerPatch'));
const checkConsent = checker<{ consent: Consent }>(schemaRef('ConsentBody'));
const checkMigration = checker<{ customers: MigratedCustomer[] }>(schemaRef('Migration'));

/** One endpoint for each call of openapi.json, by its key. */
export function endpoints(account: Account): Record<string, Endpoint> {
  const { customers, tokens, terms } = account;
  const shown = (status: number, entry: Entry): Answer => customerAnswer(status, entry, terms.now);
  const change = (id: string, entry: Entry | undefined): Answer =>
    entry ? shown(200, entry) : noCustomer(id);
  const checkCreation = (value: unknown, root: string) => readCreation(value, root, terms.now);

  const signedIn: Record<string, Endpoint> = {
    'POST /customers': withBody(checkCreation, ({ customer, consent }, { registersAgain }) => () => {
      const again = registersAgain ? customers.registerAgain(customer.id) : undefined;
      if (again) return shown(201, again);
      const result = customers.create(customer, consent);
      if ('created' in result) return shown(201, result.created);
      const code = result.taken === 'id' ? 'customer_exists' : 'email_taken';
      return failure(409, code, `body/${result.taken} is taken by another customer`);
    }),
    'GET /customers/{id}': ({ id }) => ({ work: () => change(id, customers.find(id)) }),
    'PATCH /customers/{id}': withBody(checkPatch, (body, { id }) => () => {
      return change(id, customers.patch(id, body));
    }),
    'PATCH /customers/{id}/consent': withBody(checkConsent, ({ consent }, { id }) => () => {
      // Consent under another customer's name is a breach, not a detail.
      if (consent.customer_id !== id) return invalid('body/consent/customer_id must be the id in the path');
      const entry = customers.recordConsent(id, consent);
      return entry ? { status: 200, body: { data: { consent: entry.consent } } } : noCustomer(id);
    }),
    'POST /customers/migrate': paced(
      account.migrations,
      withBody(checkMigration, (body) => () => {
        customers.migrate(body.customers, account.migrationDelayMs);
        return { status: 202 };
      }),
    ),
    'GET /tiers': () => ({ work: () => ({ status: 200, body: { data: TIERS } }) }),
  };

  return {
    ...Object.fromEntries(
      Object.entries(signedIn).map(([key, endpoint]) => [key, bearer(tokens, validId(key, endpoint))]),
    ),
    'GET /auth/authorize': (call) =>
      call.header('x-api-key') === account.apiKey
        ? { work: () => ({ status: 200, body: { data: tokens.issue() } }) }
        : { refused: unauthorized('the x-api-key is missing or wrong') },
  };
}

function bearer(tokens: Tokens, endpoint: Endpoint): Endpoint {
  return (call) =>
    tokens.accepts(call.header('authorization'))
      ? endpoint(call)
      : { refused: unauthorized('the token is missing, expired or not one of ours') };
}

function validId(key: string, endpoint: Endpoint): Endpoint {
  if (!key.includes('{id}')) return endpoint;
  return (call) => {
    const read = checkCustomerId(call.id, 'path/id');
    return read.ok ? endpoint(call) : { refused: invalid(read.reason) };
  };
}

function withBody<T>(
  check: (value: unknown, root: string) => Read<T>,
  prepare: (body: T, call: Call) => () => Answer,
): Endpoint {
  return (call) => {
    const type = call.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      return { refused: failure(415, 'unsupported_media_type', 'send Content-Type: application/json') };
    }
    const json = readJson(call.body);
    const read = json.ok ? check(json.value, 'body') : json;
    return read.ok ? { work: prepare(read.value, call) } : { refused: invalid(read.reason) };
  };
}

/** Page "resource-limits": migration endpoints have a limit of their own, and their headers speak of it. */
function paced(windows: readonly RateWindow[], endpoint: Endpoint): Endpoint {
  return (call) => {
    const allowance = strictest(windows);
    const headers = rateHeaders(allowance);
    if (!allowance.allowed) return { refused: { ...tooMany(allowance.resetSeconds), headers } };
    const reply = endpoint(call);
    if ('refused' in reply) return { refused: { ...reply.refused, headers } };
    return { work: () => ({ ...reply.work(), headers }) };
  };
}

/** Counts one request in every window, unless one of them is full. */
function strictest(windows: readonly RateWindow[]): Allowance {
  const full = windows.map((window) => window.look()).filter(({ allowed }) => !allowed);
  const allowances = full.length > 0 ? full : windows.map((window) => window.take());
  const isStricter = (a: Allowance, b: Allowance) =>
    a.remaining === b.remaining ? a.resetSeconds > b.resetSeconds : a.remaining < b.remaining;
  return allowances.reduce((worst, next) => (isStricter(next, worst) ? next : worst));
}

/** 429; the Retry-After header comes with the rate headers. */
export function tooMany(seconds: number): Answer {
  return failure(429, 'too_many_requests', `wait ${seconds} s`);
}
