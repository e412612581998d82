import type { SourceIngress } from '../source';
import { eventKey } from './event-key';
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
  eventKey,
};
