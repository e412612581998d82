import type { Reason, ReasonCode } from '../reasons/reason';
import type { DeliveryRecord } from './delivery-record';
import { isAct, isOfErased } from './stored-envelope';

/** Whether the log of what was ignored keeps the event's body and headers, and why. */
export interface BodyRule {
  readonly keeps: boolean;
  readonly why: string;
}

const keep = (why: string): BodyRule => ({ keeps: true, why });
const drop = (why: string): BodyRule => ({ keeps: false, why });

const notTaken =
  'The store is not set to take this event, and the bridge keeps no personal data of what it does not take.';
const aboutNobody = 'Nobody can say whose data the event holds, so no request to erase it could find it.';
const ofErased = 'It is about somebody who was erased.';
const ofNobody = 'An operator discarded it, and nobody can say whose data it held.';
const madeUp = 'An operator made it up: it is about nobody.';

/**
 * What an event leaves that was ignored, by reason. Where a change of settings or a decision brings the shopper after
 * all, the body is what a replay needs, and it tells which of two events of one second is newer. Anything else has no
 * purpose. A reason that is not in the table leaves nothing.
 */
export const bodyOfIgnored = {
  'event-not-handled': drop(notTaken),
  'other-account': drop(notTaken),
  'wrong-mode': drop(notTaken),
  'test-notification': drop(aboutNobody),
  'staff-account': drop(notTaken),
  'checkout-without-customer': drop(aboutNobody),
  'consent-unknown': drop('The event says nothing that the bridge could use, and no replay changes that.'),
  'event-without-data': drop('The event holds no data that a replay could use.'),
  erased: drop(ofErased),
  'email-erased': drop(ofErased),
  'erased-but-in-masivo': drop(ofErased),
  'data-requested': drop('A task tells what the store asks for.'),
  'shop-redact-asked': drop('A task tells what the store asks for.'),
  'shop-erased': drop('It came in before what is held of its shop was erased.'),
  'customer-unknown': drop(
    'There was no event: an operator decided on a customer whom the ledger does not know.',
  ),
  'deleted-in-store': drop('The store deleted this shopper, and nothing that is replayed changes that.'),
  'merge-not-completed': drop('Nothing comes of it, and its errors may name people.'),
  'merged-into': drop('What it states of consent was handed on, and nothing else of it counts any more.'),
  'before-go-live': keep('Another signupsSince brings the shopper.'),
  'creation-date-unknown': keep('Without signupsSince the shopper is created.'),
  'skipped-by-mapping': keep('Another mapping brings the shopper.'),
  'store-creates-none': keep('A store that creates customers brings the shopper.'),
  dropped: keep('An operator may release the shopper after all.'),
  'nobody-to-link': keep('An operator may release the shopper after all.'),
  'selftest-would-create': keep(madeUp),
  'selftest-would-not-create': keep(madeUp),
  'id-exists': keep(madeUp),
} as const satisfies Readonly<Partial<Record<ReasonCode, BodyRule>>>;

/** The table, asked with any code. */
const rules: ReadonlyMap<string, BodyRule> = new Map(Object.entries(bodyOfIgnored));

/** Whether the log of an event that ends with this outcome and reason keeps its body and headers. Pure. */
export const keepsBody = ({
  outcome,
  reason,
}: Pick<DeliveryRecord, 'outcome'> & { reason: Reason | null }): boolean =>
  outcome !== 'ignored' || (reason !== null && rules.get(reason.code)?.keeps === true);

/** Why a delivery's log holds no body, so that it cannot be replayed; undefined where it holds one, or none came. */
export function whyWithoutBody(
  record: Pick<DeliveryRecord, 'outcome' | 'reason' | 'body' | 'customer' | 'withoutEvent' | 'discarded'>,
): string | undefined {
  if (isAct(record) || !(record.withoutEvent || isOfErased(record))) return undefined;
  const rule = record.reason === null ? undefined : rules.get(record.reason.code);
  if (rule && !rule.keeps) return rule.why;
  if (record.withoutEvent && record.discarded && record.customer === null) return ofNobody;
  return record.withoutEvent ? 'Nothing of the event was kept when an earlier attempt ended.' : ofErased;
}
