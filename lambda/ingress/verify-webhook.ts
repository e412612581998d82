import { envelopeOf, messageOf } from '../new-envelope';
import type { Rejection } from '../sources/source';
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
  if (secret === undefined) return { kind: 'not-signed' };
  const rejection = source.checkHeaders(request.headers, store);
  if (rejection) return { kind: 'rejected', rejection };
  const envelope = envelopeOf({ source, store: store.store, request, secret, receivedAt });
  return { kind: 'verified', delivery: envelope.id, message: messageOf(envelope) };
}
