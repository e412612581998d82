import { hmacSha256 } from '../signature';
import type { SourceIngress } from '../source';
import { signatureHeader, verify } from './verify';

/** What `receive` needs of Stripe. */
export const ingress: SourceIngress = {
  name: 'stripe',
  signatureHeaders: [signatureHeader],
  // Everything is inside the signed body; the signature itself must not outlive ingress.
  keptHeaders: [],
  verify,

  // Ordinary events name no account: the secret does. Where one is named, it is in the body, so `parse` looks.
  checkHeaders: () => undefined,

  // The event's id is the first member of every event Stripe sends and signed with the rest, so ingress reads it
  // without parsing, behind a byte order mark too. A body written otherwise falls back on its bytes; then a duplicate
  // with other bytes is a delivery of its own, which finds its customer unchanged.
  eventKey({ body }) {
    const id = /^(?:\xEF\xBB\xBF)?\s*\{\s*"id"\s*:\s*"([A-Za-z0-9_]{1,255})"/.exec(
      body.toString('latin1', 0, 300),
    )?.[1];
    return id ?? hmacSha256('stripe event without a leading id', [body], 'base64url');
  },
};
