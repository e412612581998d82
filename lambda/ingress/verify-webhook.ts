import { envelopeOf, messageOf } from '../new-envelope';
import type { Rejection, SourceIngress } from '../sources/source';
import type { Address } from './address';
import type { WebhookRequest } from './webhook-request';

export type VerifiedWebhook =
  /** The queue's message, and the id of its delivery. */
  | { readonly kind: 'verified'; readonly delivery: string; readonly message: string }
  | { readonly kind: 'not-signed' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** The one place where a webhook is verified, over its raw bytes, and what is verified is put into its envelope. */
export function verifyWebhook(
  request: WebhookRequest,
  { source, store }: Address,
  secrets: readonly string[],
  receivedAt: Date,
): VerifiedWebhook {
  const secret = source.verify(request, secrets, receivedAt);
  if (secret === undefined) {
    return isSignedElsewhere(request, source, secrets, receivedAt)
      ? { kind: 'rejected', rejection: unknownFormat }
      : { kind: 'not-signed' };
  }
  if (!beginsAnObject(request.body)) return { kind: 'rejected', rejection: notAnObject };
  const rejection = source.checkHeaders(request.headers, store);
  if (rejection) return { kind: 'rejected', rejection };
  const envelope = envelopeOf({ source, store: store.store, request, secret, receivedAt });
  return { kind: 'verified', delivery: envelope.id, message: messageOf(envelope) };
}

/**
 * No vendor's webhook is anything but a JSON object, while the same secret may sign other things: an app's may sign the
 * query strings of redirects, too, which whoever is redirected can send here as a body.
 *
 * A vendor would count any answer but 2xx as a failure, send the same bytes again, and end the subscription over them.
 */
const notAnObject: Rejection = {
  status: 202,
  code: 'not_an_object',
  message: 'The signature is right, and the body is no JSON object. It was not queued.',
};

/** Behind a byte order mark and JSON's white space, if need be. Whether it ends as one is found by who reads it. */
const beginsAnObject = (body: Buffer): boolean =>
  /^(?:\xEF\xBB\xBF)?[ \t\r\n]*\{/.test(body.toString('latin1'));

const unknownFormat: Rejection = {
  status: 400,
  code: 'unknown_format',
  message: 'The signature is right, and this version of the bridge does not know the format.',
};

/** The values of headers that look like a signature, where none of the source's own is there. */
function otherSignatures({ headers }: WebhookRequest, { signatureHeaders }: SourceIngress): string[] {
  if (signatureHeaders.some((name) => headers[name])) return [];
  const names = Object.keys(headers).filter((name) => /hmac|signature/.test(name));
  return names.slice(0, 3).flatMap((name) => headers[name] || []);
}

/** Whether it carries any signature, known or not. One without is nobody's, and costs no look at the secrets. */
export const maySign = (request: WebhookRequest, source: SourceIngress): boolean =>
  source.signatureHeaders.some((name) => request.headers[name]) ||
  otherSignatures(request, source).length > 0;

/**
 * A vendor's next format may carry the same signature in a header of another name. It cannot be read, but it is not a
 * wrong secret either: who takes it for one looks in the wrong place.
 */
function isSignedElsewhere(
  request: WebhookRequest,
  source: SourceIngress,
  secrets: readonly string[],
  now: Date,
): boolean {
  const [name = ''] = source.signatureHeaders;
  return otherSignatures(request, source).some(
    (value) => source.verify({ headers: { [name]: value }, body: request.body }, secrets, now) !== undefined,
  );
}
