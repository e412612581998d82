import { isObject, memberOf } from '../../json';

/** What Shopify says of a page that it could not answer, or not all of. */
export function errorsIn(answer: unknown): readonly unknown[] {
  const errors = memberOf(answer, 'errors');
  return Array.isArray(errors) ? errors : [];
}

export const codeOf = (error: unknown): unknown => memberOf(memberOf(error, 'extensions'), 'code');

/**
 * What Shopify could not read of the customer at this place of the page, as an Event of it tells it; and what it does
 * not say the place of, which may be of each. Its messages may quote a value.
 */
export function errorsOf(place: number, errors: readonly unknown[]): readonly unknown[] {
  return errors.flatMap((error) => {
    const path = memberOf(error, 'path');
    if (!Array.isArray(path)) return [{}];
    const [first, nodes, at, ...field] = path;
    if (first !== 'customers' || nodes !== 'nodes' || typeof at !== 'number') return [{}];
    return at === place ? [{ path: ['customer', ...field] }] : [];
  });
}

const waits = { leastMs: 500, mostMs: 30_000, unknownMs: 2000 };

/** https://shopify.dev/docs/api/usage/limits: a bucket of points that fills by so many a second. */
export function untilFilledMs(answer: unknown): number {
  const cost = memberOf(memberOf(answer, 'extensions'), 'cost');
  const status = memberOf(cost, 'throttleStatus');
  const [wanted, available, rate] = [
    memberOf(cost, 'requestedQueryCost'),
    memberOf(status, 'currentlyAvailable'),
    memberOf(status, 'restoreRate'),
  ].map(Number);
  if (!isObject(status) || wanted === undefined || available === undefined || !rate) return waits.unknownMs;
  const ms = ((wanted - available) / rate) * 1000;
  return Number.isFinite(ms) ? Math.min(waits.mostMs, Math.max(waits.leastMs, ms)) : waits.unknownMs;
}

/** The app may not read the e-mails of customers, or Shopify does not say what it may not read. */
export function deniesEmails(error: unknown): boolean {
  if (codeOf(error) !== 'ACCESS_DENIED') return false;
  const path = memberOf(error, 'path');
  if (!Array.isArray(path)) return true;
  const field = path[3];
  return field === undefined || emailFields.has(field);
}

/** Fields without which a shopper looks like one who never had an e-mail. */
const emailFields: ReadonlySet<unknown> = new Set(['id', 'updatedAt', 'defaultEmailAddress']);
