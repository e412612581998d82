import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import { errorName, type Log, type Metric } from '../log';
import type { WebhookSecretReader } from '../secrets/webhook-secrets';
import { messageGroupOf } from '../store-name';
import { type Address, addressOf } from './address';
import type { IngressSettings } from './ingress-settings';
import { maySign, verifyWebhook } from './verify-webhook';
import type { WebhookAnswer } from './webhook-answer';
import type { WebhookRequest } from './webhook-request';

export interface IngressDeps extends Clock {
  readonly settings: IngressSettings;
  readonly secrets: WebhookSecretReader;
  /** Resolves once the queue has the message; rejects when it may not have it. */
  readonly enqueue: (message: string, signal: AbortSignal, group: string | undefined) => Promise<void>;
  readonly log: Log;
}

/** Vendors' bodies are a few KB. In base64 this still fits an SQS message (1 MiB) and a ledger item (400 KB). */
export const maxBodyBytes = 256 * 1024;

// The vendor with the shortest timeout hangs up after 5 s, of which connecting may take 1 s; a 503 in time makes it
// retry.
export const answerDeadlineMs = 3500;

const answers = {
  pinged: { status: 200, delivery: null },
  notFound: { status: 404, code: 'not_found', message: 'There is no such webhook address.' },
  notAllowed: {
    status: 405,
    code: 'method_not_allowed',
    message: 'Webhooks are sent with POST.',
    headers: { allow: 'POST' },
  },
  tooLarge: { status: 413, code: 'too_large', message: 'The body is larger than 256 KiB.' },
  unsigned: { status: 401, code: 'unsigned', message: 'The signature is missing.' },
  notSigned: { status: 401, code: 'bad_signature', message: 'The signature is wrong or expired.' },
  unavailable: {
    status: 503,
    code: 'unavailable',
    message: 'The event could not be taken in time. Please send it again.',
    headers: { 'retry-after': '5' },
  },
} as const satisfies Record<string, WebhookAnswer>;

/**
 * Takes a webhook in: an accepted one is on the queue when this answers 200. Never rejects: what a stranger sends is answered with 4xx, what we lack with 503.
 */
export async function handleWebhook(request: WebhookRequest, deps: IngressDeps): Promise<WebhookAnswer> {
  const address = addressOf(request.path, deps.settings);
  if (!address) return answers.notFound;
  if (request.method !== 'POST') return answers.notAllowed;
  if (request.body.length > maxBodyBytes) return answers.tooLarge;
  if (address.source.isPing?.(request)) {
    logWebhook(address, answers.pinged, 0, deps.log);
    return answers.pinged;
  }

  const stop = new AbortController();
  const tooLate = (): WebhookAnswer => {
    stop.abort();
    return answers.unavailable;
  };
  const started = deps.now().getTime();
  const taken = verifyAndEnqueue(request, address, deps, stop.signal).catch(
    (error: unknown): WebhookAnswer => {
      deps.log({ event: 'webhook-unavailable', source: address.source.name, error: errorName(error) });
      return answers.unavailable;
    },
  );
  const answer = await withDeadline(answerDeadlineMs, taken, tooLate, deps);
  logWebhook(address, answer, deps.now().getTime() - started, deps.log);
  return answer;
}

/** One line per webhook that has an address; what strangers send elsewhere is in the gateway's access log. */
function logWebhook({ source, store }: Address, answer: WebhookAnswer, ms: number, log: Log): void {
  const figures: Metric[] = [];
  const count = (name: string, ...by: ('source' | 'store')[]) =>
    figures.push({ name, value: 1, unit: 'Count', by });
  if (answer.status === 200 && answer.delivery !== null) count('Webhooks', 'source', 'store');
  // Whoever sends nothing that looks like a signature is no vendor, so nothing is wrong with a secret.
  if (answer.status === 401 && answer.code === 'unsigned') count('UnsignedWebhooks');
  else if (answer.status === 401) count('RejectedSignatures', 'source', 'store');
  // The signature was right: a secret is not what is wrong.
  if (answer.status === 400 || answer.status === 202) count('UnknownFormats');
  if (answer.status === 503) count('WebhooksUnavailable', 'source');
  log(
    {
      event: 'webhook',
      source: source.name,
      store: store.store,
      answer: answer.status,
      ...(answer.status === 200 ? { delivery: answer.delivery } : { code: answer.code }),
      ms,
    },
    ...figures,
  );
}

async function verifyAndEnqueue(
  request: WebhookRequest,
  address: Address,
  deps: IngressDeps,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const { source, store } = address;
  if (!maySign(request, source)) return answers.unsigned;
  const receivedAt = deps.now();
  const known = await deps.secrets.read(store, signal);
  if (known.kind === 'unavailable') return answers.unavailable;
  let verified = verifyWebhook(request, address, known.secrets, receivedAt);
  if (verified.kind === 'not-signed') {
    // If the second look fails, the answer is still that this signature matches nothing we know: a stranger's
    // request must not turn into our 503.
    const fresh = await deps.secrets.reread(store, signal).catch(() => undefined);
    if (fresh?.kind === 'secrets') verified = verifyWebhook(request, address, fresh.secrets, receivedAt);
  }
  switch (verified.kind) {
    case 'not-signed':
      return answers.notSigned;
    case 'rejected':
      return verified.rejection;
    case 'verified':
      // One store alone has nobody to leave room for, and each message of a group costs more.
      await deps.enqueue(
        verified.message,
        signal,
        deps.settings.stores.length > 1 ? messageGroupOf(store) : undefined,
      );
      return { status: 200, delivery: verified.delivery };
    default:
      return verified satisfies never;
  }
}
