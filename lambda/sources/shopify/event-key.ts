import { isObject, parsedJson } from '../../json';
import { instantMicros } from '../instant';
import { sha256 } from '../signature';
import type { SignedRequest } from '../source';

/** Where a body has the date of what it tells, by topic. All other bodies have it where customers have it. */
const datedBy: Readonly<Record<string, readonly string[]>> = {
  'customers_email_marketing_consent/update': ['email_marketing_consent', 'consent_updated_at'],
  'customers_marketing_consent/update': ['sms_marketing_consent', 'consent_updated_at'],
};
const usually = ['updated_at'];

/**
 * The topic, and what is signed. Shopify's own key for duplicates is `X-Shopify-Webhook-Id`, which the signature does
 * not cover: whoever has captured a webhook could send it as any number of new events. A body with its own date needs
 * no other key, since what the shopper does later has a later date.
 *
 * A body without one can be true twice: a shopper who subscribes, unsubscribes and subscribes again sends the same
 * bytes at the first and the third time. Only the headers tell them apart, so there they count. A retry has the same.
 */
export function eventKey({ headers, body }: SignedRequest): string {
  const topic = headers['x-shopify-topic'] ?? '';
  const unsigned = [headers['x-shopify-webhook-id'], headers['x-shopify-triggered-at']];
  return [topic, ...(isDated(topic, body) ? [] : unsigned), sha256(body, 'base64url')].join('\n');
}

function isDated(topic: string, body: Buffer): boolean {
  const path = (Object.hasOwn(datedBy, topic) && datedBy[topic]) || usually;
  const read: unknown = parsedJson(body.toString().replace(/^\uFEFF/, ''));
  const date = path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    read,
  );
  return typeof date === 'string' && instantMicros(date) !== null;
}
