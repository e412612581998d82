import { sha256 } from '../signature';
import type { SourceIngress } from '../source';
import { checkHeaders, signatureHeader, verify } from './verify';

/** What `receive` needs of Shopify. */
export const ingress: SourceIngress = {
  name: 'shopify',
  signatureHeaders: [signatureHeader],
  keptHeaders: [
    'x-shopify-topic',
    'x-shopify-shop-domain',
    'x-shopify-api-version',
    'x-shopify-webhook-id',
    'x-shopify-triggered-at',
    'x-shopify-event-id',
    'x-shopify-test',
  ],
  verify,
  checkHeaders,

  // X-Shopify-Webhook-Id is the documented key, but the signature does not cover it: the signed bytes count
  // too, so that no header can make one event pass for another.
  eventKey({ headers, body }) {
    return [headers['x-shopify-topic'], headers['x-shopify-webhook-id'], sha256(body, 'base64url')].join(
      '\n',
    );
  },
};
