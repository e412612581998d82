import { isObject, parsedJson } from '../../json';
import { instantMicros } from '../instant';
import { sha256 } from '../signature';
import type { SignedRequest } from '../source';
import { isEvent } from './events/is-event';
import { header } from './headers';

/** Where a body has the date of what it tells, by topic. All other bodies have it where customers have it. */
const datedBy: Readonly<Record<string, readonly string[]>> = {
  'customers_email_marketing_consent/update': ['email_marketing_consent', 'consent_updated_at'],
  'customers_marketing_consent/update': ['sms_marketing_consent', 'consent_updated_at'],
};
const usually = ['updated_at'];
const inEvents = ['data', 'customer', 'updatedAt'];

/**
 * The topic, and what is signed. Shopify's own key for duplicates is `X-Shopify-Webhook-Id`, which the signature does
 * not cover: whoever has captured a webhook could send it as any number of new events. A body with its own date needs
 * no other key, since what the shopper does later has a later date.
 *
 * A body without one can be true twice: a shopper who subscribes, unsubscribes and subscribes again sends the same
 * bytes at the first and the third time. Only the headers tell them apart, so there they count. A retry has the same.
 *
 * Shopify's Events have their topic in the body: no header counts where such a body is dated.
 */
export function eventKey({ headers, body }: SignedRequest): string {
  const read = parsedJson(body.toString().replace(/^\uFEFF/, ''));
  const topic = isEvent(read) ? '' : (header(headers, 'topic') ?? '');
  const dated = isEvent(read) ? inEvents : (Object.hasOwn(datedBy, topic) && datedBy[topic]) || usually;
  const unsigned = [header(headers, 'webhook-id'), header(headers, 'triggered-at')];
  return [topic, ...(hasDate(read, dated) ? [] : unsigned), sha256(body, 'base64url')].join('\n');
}

function hasDate(read: unknown, path: readonly string[]): boolean {
  const date = path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    read,
  );
  return typeof date === 'string' && instantMicros(date) !== null;
}
