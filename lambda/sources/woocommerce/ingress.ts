import { sha256 } from '../signature';
import type { SourceIngress } from '../source';
import { header } from './headers';
import { isPing } from './ping';
import { checkHeaders, verify } from './verify';

/** What `receive` needs of WooCommerce. */
export const ingress: SourceIngress = {
  name: 'woocommerce',
  signatureHeaders: ['x-wc-webhook-signature'],
  keptHeaders: ['x-wc-webhook-topic', 'x-wc-webhook-source'],
  verify,
  checkHeaders,

  // The delivery id is made of the webhook's number and the second: two customers of one second share it, so the body
  // counts. It counts itself, because a body can be true twice: nothing in it need differ when a customer is changed
  // back. WooCommerce sends nothing again, so the same event does not come under another one.
  eventKey: ({ headers, body }) =>
    [header(headers, 'topic') ?? '', header(headers, 'delivery-id') ?? '', sha256(body, 'base64url')].join(
      '\n',
    ),

  isPing,
};
