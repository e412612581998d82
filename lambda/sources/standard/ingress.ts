import { sha256 } from '../signature';
import type { SourceIngress } from '../source';
import { signatureHeaders, verify } from './verify';

/** What `receive` needs of a sender of Standard Webhooks. */
export const ingress: SourceIngress = {
  name: 'standard',
  signatureHeaders,
  keptHeaders: [],
  verify,

  // No event names an account: the secret does.
  checkHeaders: () => undefined,

  // The id is signed, and the same for every try of one message. A sender that takes one id for two bodies loses
  // neither: the bodies are two events.
  eventKey: ({ headers, body }) => `${headers['webhook-id']}\n${sha256(body, 'base64url')}`,
};
