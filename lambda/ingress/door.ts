import { errorName, type Log, type Metric } from '../log';
import type { WebhookSecretReader } from '../secrets/webhook-secrets';
import type { Settings } from '../settings';
import { type Address, addressOf } from './address';
import type { DoorAnswer } from './answer';
import type { DoorRequest } from './request';
import { seal } from './seal';

export interface DoorDeps {
  readonly settings: Settings;
  readonly secrets: WebhookSecretReader;
  /** Resolves once the queue has the message; rejects when it may not have it. */
  readonly enqueue: (message: string, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  readonly log: Log;
}

/** Vendors' bodies are a few KB. In base64 this still fits an SQS message (1 MiB) and a ledger item (400 KB). */
export const largestBody = 256 * 1024;

// Shopify hangs up after 5 s, of which it may spend 1 s connecting; a 503 in time makes it try again.
export const doorDeadlineMs = 3500;

const answers = {
  notFound: { status: 404, code: 'not_found', message: 'There is no such webhook address.' },
  notAllowed: {
    status: 405,
    code: 'method_not_allowed',
    message: 'Webhooks are sent with POST.',
    headers: { allow: 'POST' },
  },
  tooLarge: { status: 413, code: 'too_large', message: 'The body is larger than 256 KiB.' },
  notSigned: { status: 401, code: 'bad_signature', message: 'The signature is missing, wrong or expired.' },
  unavailable: {
    status: 503,
    code: 'unavailable',
    message: 'The event could not be taken in time. Please send it again.',
    headers: { 'retry-after': '5' },
  },
} as const satisfies Record<string, DoorAnswer>;

/**
 * Takes a webhook in: an accepted one is on the queue when this answers 200. Never rejects: what a stranger sends is answered with 4xx, what we lack with 503.
 */
export async function takeIn(request: DoorRequest, deps: DoorDeps): Promise<DoorAnswer> {
  const address = addressOf(request.path, deps.settings);
  if (!address) return answers.notFound;
  if (request.method !== 'POST') return answers.notAllowed;
  if (request.body.length > largestBody) return answers.tooLarge;

  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<DoorAnswer>((resolve) => {
    timer = setTimeout(() => {
      deadline.abort();
      resolve(answers.unavailable);
    }, doorDeadlineMs);
  });
  const taken = verifyAndEnqueue(request, address, deps, deadline.signal).catch(
    (error: unknown): DoorAnswer => {
      deps.log({ event: 'door-unavailable', source: address.source.name, error: errorName(error) });
      return answers.unavailable;
    },
  );
  const started = deps.now().getTime();
  const answer = await Promise.race([taken, tooLate]);
  // A timer that is left would keep the answered request in memory until it rings.
  clearTimeout(timer);
  logWebhook(address, answer, deps.now().getTime() - started, deps.log);
  return answer;
}

/** One line per webhook that has an address; what strangers send elsewhere is in the gateway's access log. */
function logWebhook({ source, store }: Address, answer: DoorAnswer, ms: number, log: Log): void {
  const figures: Metric[] = [{ name: 'AcknowledgeMs', value: ms, unit: 'Milliseconds' }];
  const count = (name: string, ...by: ('source' | 'store')[]) =>
    figures.push({ name, value: 1, unit: 'Count', by });
  if (answer.status === 200) count('Webhooks', 'source', 'store');
  if (answer.status === 401) count('RejectedSignatures', 'source');
  if (answer.status === 503) count('DoorUnavailable', 'source');
  log(
    {
      event: 'webhook',
      source: source.name,
      store: store.store,
      answer: answer.status,
      ...(answer.status === 200 ? { delivery: answer.delivery } : { code: answer.code }),
    },
    ...figures,
  );
}

async function verifyAndEnqueue(
  request: DoorRequest,
  address: Address,
  deps: DoorDeps,
  signal: AbortSignal,
): Promise<DoorAnswer> {
  const { source, store } = address;
  if (!request.headers[source.signatureHeader]) return answers.notSigned;
  const receivedAt = deps.now();
  const known = await deps.secrets.read(store, signal);
  if (known.kind === 'unavailable') return answers.unavailable;
  let sealed = seal(request, address, known.secrets, receivedAt);
  if (sealed.kind === 'not-signed') {
    // If the second look fails, the answer is still that this signature matches nothing we know: a stranger's
    // request must not turn into our 503.
    const fresh = await deps.secrets.reread(store, signal).catch(() => undefined);
    if (fresh?.kind === 'secrets') sealed = seal(request, address, fresh.secrets, receivedAt);
  }
  switch (sealed.kind) {
    case 'not-signed':
      return answers.notSigned;
    case 'rejected':
      return sealed.rejection;
    case 'sealed':
      await deps.enqueue(sealed.message, signal);
      return { status: 200, delivery: sealed.delivery };
    default:
      return sealed satisfies never;
  }
}
