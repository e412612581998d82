import type { SignedRequest } from '../source';

/**
 * `WC_Webhook::deliver_ping`, when a webhook is saved: a form with the webhook's number, without a topic and without a
 * signature. Anything but a 200 is shown to the merchant as an error, and the webhook stays off.
 */
export const isPing = ({ headers, body }: SignedRequest): boolean =>
  body.length <= longest &&
  /^webhook_id=\d+$/.test(body.toString('latin1')) &&
  !Object.keys(headers).some((name) => name.startsWith('x-wc-'));

const longest = 40;
