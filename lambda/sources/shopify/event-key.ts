import { isObject, parsedJson } from '../../json';
import { instantMicros } from '../instant';
import { sha256 } from '../signature';
import type { SignedRequest } from '../source';
import { isEvent } from './events/is-event';
import { header } from './headers';
import { isTestNotification } from './test-notification';

/** Where a body has the date of what it tells, by topic. All other bodies have it where customers have it. */
const datedBy: Readonly<Record<string, readonly string[]>> = {
  'customers_email_marketing_consent/update': ['email_marketing_consent', 'consent_updated_at'],
  'customers_marketing_consent/update': ['sms_marketing_consent', 'consent_updated_at'],
};
const usually = ['updated_at'];
const inEvents = ['data', 'customer', 'updatedAt'];

/**
 * The topic, what is signed, and when it was triggered. Shopify's own key for duplicates is `X-Shopify-Webhook-Id`,
 * which differs between two subscriptions of one topic. `X-Shopify-Triggered-At` is the same for every copy of one
 * event, retries too.
 *
 * It always counts, because a body can be true twice: dates have whole seconds, and whoever unsubscribes, subscribes
 * and unsubscribes within one of them sends the same bytes at the first and the third time. No signature covers this
 * header, so a captured body can be sent again under another time. That costs a delivery, which ends as stale or
 * unchanged: the date in the body decides, except between events of one second and where a statement on consent has no
 * date. A true event that is taken for a copy would be lost.
 *
 * A body without a date needs the webhook id, too. So that a test notification is no copy of the true event with its
 * bytes, that header counts as well. Shopify's Events have their topic in the body.
 */
export function eventKey({ headers, body }: SignedRequest): string {
  const { topic, isDated } = aboutBody(header(headers, 'topic') ?? '', body);
  const unsigned = isDated ? [] : [header(headers, 'webhook-id')];
  const test = isTestNotification(headers) ? ['test'] : [];
  const triggered = header(headers, 'triggered-at');
  return [topic, ...unsigned, triggered, ...test, sha256(body, 'base64url')].join('\n');
}

function aboutBody(named: string, body: Buffer): { readonly topic: string; readonly isDated: boolean } {
  const ofChoice = Object.hasOwn(datedBy, named) ? datedBy[named] : undefined;
  if (!ofChoice && isDatedCustomer(body)) return { topic: named, isDated: true };
  const read = parsedJson(body.toString().replace(/^\uFEFF/, ''));
  if (isEvent(read)) return { topic: '', isDated: hasDate(read, inEvents) };
  return { topic: named, isDated: hasDate(read, ofChoice ?? usually) };
}

/** Members without others in them from the body's beginning on, and then the date, as Shopify writes it. */
const datedCustomer = new RegExp(
  [
    /^(?:\xEF\xBB\xBF)?\s*\{/,
    /(?:\s*"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[\w.+-]+)\s*,)*?/,
    /\s*"updated_at"\s*:\s*"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"/,
  ]
    .map(({ source }) => source)
    .join(''),
);

/**
 * Shopify writes a customer's date before anything that has members of its own, so most bodies need no parsing, which
 * would double what ingress costs. Events have no such member.
 */
const isDatedCustomer = (body: Buffer): boolean => datedCustomer.test(body.toString('latin1', 0, 1024));

function hasDate(read: unknown, path: readonly string[]): boolean {
  const date = path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    read,
  );
  return typeof date === 'string' && instantMicros(date) !== null;
}
