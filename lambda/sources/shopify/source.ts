import { compareOrder } from '../order';
import { sha256 } from '../signature';
import type { Source } from '../source';
import { customerOf } from './customer';
import { defaultMapping, map } from './map';
import { parse } from './parse';
import { checkHeaders, signatureHeader, verify } from './verify';

/** Shopify customer webhooks, https://shopify.dev/docs/apps/build/webhooks */
export const shopify: Source = {
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
  defaultMapping,
  verify,
  checkHeaders,

  // X-Shopify-Webhook-Id is the documented key, but the signature does not cover it: the signed bytes count
  // too, so that no header can make one event pass for another.
  eventKey({ headers, body }) {
    return [headers['x-shopify-topic'], headers['x-shopify-webhook-id'], sha256(body, 'base64url')].join(
      '\n',
    );
  },

  parse,
  customerOf,
  map,
  breakTie: (a, b) => compareOrder(a.order, b.order),
};
