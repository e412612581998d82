import type { SourceIngress } from '../source';
import { eventKey } from './event-key';
import { checkHeaders, verify } from './verify';

const kept = ['topic', 'shop-domain', 'api-version', 'webhook-id', 'triggered-at', 'test'];

/** What `receive` needs of Shopify. */
export const ingress: SourceIngress = {
  name: 'shopify',
  signatureHeaders: ['x-shopify-hmac-sha256', 'shopify-hmac-sha256'],
  keptHeaders: [
    ...kept.map((name) => `x-shopify-${name}`),
    ...kept.map((name) => `shopify-${name}`),
    'x-shopify-event-id',
  ],
  verify,
  checkHeaders,
  eventKey,
};
