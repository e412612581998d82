import * as v from 'valibot';
import type { HttpAnswer, SendHttp } from '../http/send-http';
import { parsedJson } from '../json';
import type { Reason } from '../reasons/reason';
import { clientStepFor, isMissing, lacksCustomer } from '../retry/retry-policy';
import { type Answer, CreatedAnswer, HeldAnswer, type MasivoCustomer, shownCustomer } from './answer';
import { type Consent, ConsentRecord, purposesShown } from './consent';
import { CustomerChanges, NewCustomer } from './customer';
import type { MasivoId } from './masivo-id';
import { maskedError } from './masked-error';
import type { NoToken, TokenSource } from './token';

/** One call as operators see it: never a body, a token or an id. */
export interface CallTrace {
  readonly call: string;
  readonly status?: number;
  /** What was answered to a call that failed, without personal data. */
  readonly answered?: string;
  /** Why it has no status. */
  readonly failure?: Reason;
  readonly ms: number;
}

/** The storefront API, for one attempt. Calls stop in time for the attempt's lease. */
export interface Masivo {
  /** Sees to a token, if none is at hand: every other call does so by itself. */
  signIn(): Promise<{ readonly kind: 'ok'; readonly value: null } | NoToken>;
  /** Whether Masivo has this customer is found out by asking: null is its 404. */
  find(id: MasivoId): Promise<Answer<MasivoCustomer | null>>;
  /** @param consent for its record, in an account that takes it with the creation. */
  create(customer: NewCustomer, consent?: Consent): Promise<Answer<MasivoCustomer>>;
  change(id: MasivoId, changes: CustomerChanges): Promise<Answer<MasivoCustomer>>;
  /** Replaces the consent record. Sending the same one twice does no harm. */
  recordConsent(id: MasivoId, consent: Consent): Promise<Answer<null>>;
  /** Queues customers, 1000 at most, who get no registration rewards; Masivo shows them seconds to minutes later. */
  migrate(customers: readonly NewCustomer[]): Promise<Answer<null>>;
  readonly calls: readonly CallTrace[];
}

export interface MasivoDeps {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly tokens: TokenSource;
  readonly http: SendHttp;
  readonly now: () => Date;
  /**
   * Waits for the rate limit before each request; false when there is no time left to wait.
   * @param afterMs Masivo's `Retry-After`; false too when nobody waits for so long.
   */
  readonly mayCall: (endsAt: Date, afterMs?: number) => Promise<boolean>;
}

type Request = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** The customer's id, where the path has it. */
  readonly id?: string;
  readonly body?: unknown;
  readonly hasOwnLimit?: true;
  readonly showsCustomer?: true;
};

/** @param endsAt no call may last beyond this moment: from then on another attempt may hold the customer. */
export function masivoFor(deps: MasivoDeps, endsAt: Date): Masivo {
  const calls: CallTrace[] = [];
  /** What any answer may quote: a customer is named by one request, and asked about by another. */
  const sent: unknown[] = [];

  async function send(request: Request, token: string, isFirst: boolean): Promise<HttpAnswer> {
    if (!(await deps.mayCall(endsAt))) return { kind: 'unsent', why: { code: 'rate-limit-reached' } };
    const answer = await sendNow(request, token, isFirst);
    if (answer.kind !== 'answer' || clientStepFor(answer.status) !== 'wait') return answer;
    if (answer.retryAfterMs === undefined) return answer;
    // It did nothing, and will be welcome in a moment. Once: who is refused again is not alone in being too early.
    if (!(await deps.mayCall(endsAt, answer.retryAfterMs))) return answer;
    return sendNow(request, token, isFirst);
  }

  async function sendNow(request: Request, token: string, isFirst: boolean): Promise<HttpAnswer> {
    sent.push(request.id, request.body);
    const started = deps.now().getTime();
    const answer = await deps.http({
      method: request.method,
      url: deps.baseUrl + request.path,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      timeoutMs: Math.min(deps.timeoutMs, endsAt.getTime() - started),
      ...(isFirst ? { mayBeExpired: true } : {}),
      ...(request.hasOwnLimit ? { hasOwnLimit: true } : {}),
      ...(request.showsCustomer ? { showsCustomer: true } : {}),
    });
    const how = answer.kind === 'answer' ? answeredHow(answer, token, sent) : { failure: answer.why };
    calls.push({ call: request.name, ...how, ms: deps.now().getTime() - started });
    return answer;
  }

  /** Sends with a token; refused, once more with a new one (Masivo's tokens live an hour). */
  async function call(request: Request): Promise<Answer<{ status: number; text: string }>> {
    const token = await deps.tokens.token();
    if (token.kind !== 'ok') return token;
    let answer = await send(request, token.value, true);
    if (answer.kind === 'answer' && clientStepFor(answer.status) === 'renew-token') {
      const renewed = await deps.tokens.renew(token.value);
      if (renewed.kind !== 'ok') return renewed;
      answer = await send(request, renewed.value, false);
    }
    if (answer.kind !== 'answer') return answer;
    const { status, text, retryAfterMs } = answer;
    if (clientStepFor(status) === 'succeed') return { kind: 'ok', value: { status, text } };
    return {
      kind: 'status',
      status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(isMissing(status) && parsedJson(text) === undefined ? { notJson: true } : {}),
    };
  }

  /** Calls whose success has to be read. */
  async function read<const Schema extends v.GenericSchema>(
    request: Request,
    schema: Schema,
  ): Promise<Answer<v.InferOutput<Schema>>> {
    const answer = await call(request);
    if (answer.kind !== 'ok') return answer;
    const body = v.safeParse(schema, parsedJson(answer.value.text));
    return body.success
      ? { kind: 'ok', value: body.output }
      : { kind: 'unreadable', status: answer.value.status };
  }

  async function held(request: Request): Promise<Answer<MasivoCustomer>> {
    const answer = await read(request, HeldAnswer);
    if (answer.kind !== 'ok') return answer;
    const { customer, wallet } = answer.value.data;
    const { consent, ...shown } = customer;
    const purposes = consent && purposesShown(consent.purposes);
    const recorded = purposes ? { purposes } : {};
    return { kind: 'ok', value: { ...shownCustomer(shown), walletId: wallet?.id ?? null, ...recorded } };
  }

  async function created(body: unknown): Promise<Answer<MasivoCustomer>> {
    const answer = await read(
      { name: 'POST /customers', method: 'POST', path: '/customers', body },
      CreatedAnswer,
    );
    if (answer.kind !== 'ok') return answer;
    const { customer, wallet } = answer.value.data;
    const { consent, ...shown } = customer;
    const recorded = consent ? { purposes: consent.purposes } : {};
    return { kind: 'ok', value: { ...shownCustomer(shown), walletId: wallet.id, ...recorded } };
  }

  /** Calls whose success is told by the status alone. */
  async function accepted(request: Request): Promise<Answer<null>> {
    const answer = await call(request);
    return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer;
  }

  const pathOf = (id: MasivoId) => `/customers/${encodeURIComponent(id)}`;

  const recordOf = (id: MasivoId, consent: Consent) =>
    v.parse(ConsentRecord, { ...consent, customer_id: id });

  return {
    calls,
    async signIn() {
      const started = deps.now().getTime();
      const token = await deps.tokens.token();
      const failure = token.kind === 'ok' ? {} : { failure: token.why };
      calls.push({ call: 'sign-in', ...failure, ms: deps.now().getTime() - started });
      return token.kind === 'ok' ? { kind: 'ok', value: null } : token;
    },
    async find(id) {
      const answer = await held({
        name: 'GET /customers/{id}',
        method: 'GET',
        path: pathOf(id),
        id,
        showsCustomer: true,
      });
      return answer.kind !== 'ok' && lacksCustomer(answer) ? { kind: 'ok', value: null } : answer;
    },
    create: (customer, consent) =>
      created({
        ...v.parse(NewCustomer, customer),
        ...(consent && { consent: recordOf(customer.id, consent) }),
      }),
    change: (id, changes) =>
      held({
        name: 'PATCH /customers/{id}',
        method: 'PATCH',
        path: pathOf(id),
        id,
        showsCustomer: true,
        body: v.parse(CustomerChanges, changes),
      }),
    recordConsent: (id, consent) =>
      accepted({
        name: 'PATCH /customers/{id}/consent',
        method: 'PATCH',
        path: `${pathOf(id)}/consent`,
        body: { consent: recordOf(id, consent) },
      }),
    migrate: (customers) =>
      accepted({
        name: 'POST /customers/migrate',
        method: 'POST',
        path: '/customers/migrate',
        hasOwnLimit: true,
        body: { customers: customers.map((customer) => migrated(v.parse(NewCustomer, customer))) },
      }),
  };
}

function answeredHow(
  { status, text }: HttpAnswer & { kind: 'answer' },
  token: string,
  sent: readonly unknown[],
): Pick<CallTrace, 'status' | 'answered'> {
  if (clientStepFor(status) === 'succeed') return { status };
  const answered = maskedError(text.replaceAll(token, '•••'), sent);
  return { status, ...(answered === undefined ? {} : { answered }) };
}

/** The guide "migrate-customers" lists these fields for an entry; `balance` is required and may be empty. */
function migrated({ id, name, email, registration_date, gender, dob }: NewCustomer) {
  return { id, name, email, registration_date, balance: [], ...(gender && { gender }), ...(dob && { dob }) };
}
