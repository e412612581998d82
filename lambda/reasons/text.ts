import { longestText } from '../masivo/customer';
import { maxMessageAgeDays } from '../retry/retry-times';
import { storeKey } from '../store-name';
import type { Reason } from './reason';

/** A reason in one line, for lists, logs and the DLQ. It names nobody. */
export function textOf(reason: Reason): string {
  switch (reason.code) {
    case 'body-not-json':
      return 'The body is not JSON';
    case 'body-not-object':
      return 'The body is not a JSON object';
    case 'body-too-deep':
      return `The body is nested more than ${reason.params.levels} levels deep`;
    case 'field-missing':
      return `The field ${reason.params.field} is missing`;
    case 'field-wrong-type':
      return `The field ${reason.params.field} must be ${reason.params.expected} and is ${reason.params.found}`;
    case 'field-out-of-bounds':
      return `The field ${reason.params.field} is a ${reason.params.found} out of bounds`;
    case 'field-invalid':
      return `The field ${reason.params.field} is not valid for Masivo`;
    case 'skipped-by-mapping':
      return `The mapping skips this shopper: ${reason.params.skip}`;
    case 'mapping-failed':
      return `The mapping failed${reason.params.at === null ? '' : ` at ${reason.params.at}`} (${reason.params.error})`;
    case 'mapping-result-invalid':
      return `What the mapping returns is not valid: ${reason.params.field} is ${reason.params.found}`;
    case 'mapping-changed-field':
      return reason.params.field === 'id'
        ? 'The mapping changes id, and the settings in force have no mapping.ownIds at the store'
        : `The mapping changes ${reason.params.field}, which is the bridge's own`;
    case 'event-not-handled':
      return `The bridge does not handle ${reason.params.event ?? 'this kind of'} events`;
    case 'checkout-without-customer':
      return 'The checkout names no customer';
    case 'consent-unknown':
      return 'The event does not say whether the shopper agrees to marketing';
    case 'format-unknown':
      return `The event is of a form that the bridge does not know${reason.params.format === null ? '' : `: ${reason.params.format}`}`;
    case 'body-elsewhere':
      return 'The event has an address to download its data from, and not the data';
    case 'body-is-error':
      return 'The store sent an error in place of the customer';
    case 'staff-account':
      return "The account is a member of the store's staff";
    case 'deletion-unproven':
      return 'The body does not have the form that only the deletion of a customer has';
    case 'event-without-data':
      return `The event came without the customer${list(reason.params.fields)}`;
    case 'fields-withheld':
      return `Left out, because the store could not read it${list(reason.params.fields)}`;
    case 'api-version-unknown':
      return `The event is of an API version that the bridge does not know${reason.params.version === null ? '' : `: ${reason.params.version}`}`;
    case 'test-notification':
      return 'The vendor sent a test notification';
    case 'customer-redacted':
      return `The vendor has redacted this customer's data${list(reason.params.fields)}`;
    case 'customer-to-read':
      return `The event names a customer, whose data has to be read at ${reason.params.vendor}`;
    case 'vendor-key-missing':
      return `The secret vendor-keys has no key of this store for ${reason.params.vendor}`;
    case 'vendor-unreadable':
      return `${reason.params.vendor} returned something other than the customer`;
    case 'vendor-lacks-customer':
      return `The key's account at ${reason.params.vendor} has no such customer`;
    case 'vendor-error':
      return `${reason.params.vendor} returned HTTP ${reason.params.status}${after(reason.params)}`;
    case 'vendor-denied':
      return `${reason.params.vendor} rejected the store's restricted key (HTTP ${reason.params.status})`;
    case 'vendor-throttled':
      return `${reason.params.vendor} throttled the request (HTTP 429)${after(reason.params)}`;
    case 'vendor-unreachable':
      return `${reason.params.vendor} could not be reached (${reason.params.error})`;
    case 'vendor-no-answer':
      return `${reason.params.vendor} did not answer (${reason.params.error})`;
    case 'vendor-keys-unreadable':
      return `The secret vendor-keys could not be read (${reason.params.error})`;
    case 'other-account':
      return 'The event is from another shop or account';
    case 'wrong-mode':
      return `This is a ${reason.params.event} event, and the store takes ${reason.params.store} events`;
    case 'customer-id-missing':
      return 'The event has no customer ID that can be read exactly';
    case 'customer-id-invalid':
      return 'The customer ID is empty, too long or has characters that IDs cannot have';
    case 'name-too-long':
      return `The name is longer than ${longestText} characters`;
    case 'email-invalid':
      return 'The e-mail address is not valid';
    case 'email-missing':
      return 'The store has not sent an e-mail for this shopper yet';
    case 'store-not-configured':
      return 'This source or store is not configured';
    case 'store-creates-none':
      return 'Masivo does not have this customer, and this store does not create customers';
    case 'before-go-live':
      return 'The shopper signed up before go-live';
    case 'creation-date-unknown':
      return 'The store does not say when this shopper was created';
    case 'flood-limit-reached':
      return 'The store reached its limit of new customers for this hour';
    case 'flood-guard-holds':
      return 'An earlier event of this shopper is held';
    case 'dropped':
      return 'An operator dropped this shopper';
    case 'erased':
      return 'This shopper was erased';
    case 'erasing':
      return 'Being erased: it is looked at once more when nothing can arrive any more';
    case 'erasure-unclear':
      return 'The store asks to erase a shopper, and does not say whom in a form that can be read';
    case 'request-unclear':
      return "The store asks about a shopper's data or the shop's, in a form that cannot be read";
    case 'data-requested':
      return 'The store asks what is held on a shopper: a task for an operator';
    case 'shop-redact-asked':
      return 'The store asks to erase what is held of the shop: a task for an operator';
    case 'shop-erased':
      return 'What is held of this shop was erased after the event came in';
    case 'erased-but-in-masivo':
      return "Erased, but for what only Masivo's dashboard can delete";
    case 'email-erased':
      return 'The e-mail of this shopper was erased, and the event or the shopper is from before';
    case 'customer-unknown':
      return 'The ledger does not know this customer';
    case 'merge-not-completed':
      return 'The store has not completed this merge of two customers';
    case 'merge-unclear':
      return 'The event about a merge does not say clearly whom the store merged';
    case 'kept-customer-busy':
      return 'Another event is updating the customer whom the store keeps';
    case 'merged-into':
      return 'The store merged this shopper into another customer';
    case 'merged-with':
      return 'The store merged this shopper into another of its customers, and each may have a wallet';
    case 'deleted-in-store':
      return 'The store deleted this shopper';
    case 'newer-already-applied':
      return 'A newer event of this shopper was already applied';
    case 'newer-applied':
      return 'A newer event of this shopper was applied';
    case 'linked-to-owner':
      return 'Another customer has this e-mail and carries this ID';
    case 'customer-not-there-yet':
      return 'Masivo does not have this customer yet: the consent is recorded once it does';
    case 'fields-not-read':
      return `Left out, because it cannot be read: ${reason.params.fields.join(', ')}`;
    case 'email-differs':
      return 'Masivo has a different e-mail for this customer';
    case 'masivo-id-differs':
      return 'The mapping gives this customer another ID than the one that is fixed';
    case 'masivo-id-taken':
      return 'Another customer has the ID in Masivo that the mapping gives this one';
    case 'email-owner-newer':
      return 'A newer version of the bridge wrote about this e-mail';
    case 'email-owner-busy':
      return 'Another event is updating the customer who has this e-mail';
    case 'email-of-other-customer':
      return `A customer of ${storeKey(reason.params)} has this e-mail`;
    case 'email-not-verified':
      return `A customer of ${storeKey(reason.params)} has this e-mail, and this store does not say that it is verified`;
    case 'owner-not-verified':
      return `A customer of ${storeKey(reason.params)} has this e-mail, and that store does not say that it is verified`;
    case 'owner-moved':
      return `A customer of ${storeKey(reason.params)} has this e-mail in Masivo only, and another one in its store`;
    case 'owner-deleted':
      return `A customer of ${storeKey(reason.params)} has this e-mail, and that store deleted it`;
    case 'nobody-to-link':
      return 'No customer that the bridge knows has this e-mail in Masivo';
    case 'email-index-unreadable':
      return 'The key of the e-mail index could not be read';
    case 'id-exists':
      return 'Masivo already has this ID';
    case 'id-taken':
      return 'Masivo has this ID for another customer';
    case 'email-conflict':
      return 'Masivo returned HTTP 409, and the bridge does not know which customer has this e-mail';
    case 'email-taken':
      return 'A customer that the bridge does not know has this e-mail (HTTP 409)';
    case 'erased-in-masivo-first':
      return 'Masivo still has the e-mail of a customer who was erased (HTTP 409)';
    case 'masivo-error':
      return `Masivo returned HTTP ${reason.params.status}${after(reason.params)}`;
    case 'masivo-denied':
      return `Masivo rejected the credentials (HTTP ${reason.params.status})`;
    case 'masivo-wrong-address':
      return `Masivo has nothing at this URL (HTTP ${reason.params.status})`;
    case 'masivo-throttled':
      return `Masivo throttled the request (HTTP 429)${after(reason.params)}`;
    case 'masivo-unreachable':
      return `Masivo could not be reached (${reason.params.error})`;
    case 'masivo-no-answer':
      return `Masivo did not answer (${reason.params.error})`;
    case 'masivo-unreadable':
      return 'Masivo returned success in a form that cannot be read';
    case 'masivo-secret-unreadable':
      return `The Masivo secret could not be read (${reason.params.error})`;
    case 'masivo-secret-empty':
      return 'The Masivo secret has neither an API key nor a token';
    case 'token-missing':
      return 'Masivo returned no token';
    case 'sign-in-failed':
      return `Signing in to Masivo failed${because(reason)}`;
    case 'rate-limit-reached':
      return 'The configured rate limit left no time for this request';
    case 'no-time-left':
      return 'No time was left for this request';
    case 'cancelled':
      return 'The attempt ran out of time';
    case 'request-unsendable':
      return "Masivo's URL or token has characters that cannot be sent";
    case 'outcome-unclear':
      return 'It is not clear whether Masivo did what it was sent';
    case 'creation-not-shown':
      return 'Masivo confirmed this customer and does not show it';
    case 'change-may-still-land':
      return 'An earlier change without an answer may still arrive at Masivo';
    case 'creation-may-still-land':
      return 'An earlier creation without an answer may still arrive at Masivo';
    case 'not-shown-yet':
      return 'Masivo does not show a customer that it had';
    case 'gone':
      return 'Masivo had this customer and no longer shows it';
    case 'many-missing':
      return 'Masivo no longer shows several customers it had';
    case 'migration-not-shown':
      return 'Masivo took the customer twice without rewards and never showed it';
    case 'migration-queued':
      return 'Masivo has queued this customer and does not show it yet';
    case 'request-refused':
      return `Masivo rejected the ${reason.params.call} request (HTTP ${reason.params.status})`;
    case 'customer-refused':
      return `Masivo rejected the customer (HTTP ${reason.params.status})`;
    case 'consent-refused':
      return `Masivo rejected the consent record (HTTP ${reason.params.status}); the customer has none`;
    case 'selftest-would-create':
      return `Selftest passed: would send POST /customers${reason.params.consent ? ', then PATCH /customers/{id}/consent' : ''}`;
    case 'selftest-would-not-create':
      return `Selftest failed, nothing would be sent${because(reason)}`;
    case 'given-up':
      return `Given up after days of retries${because(reason)}`;
    case 'message-unreadable':
      return 'The queue message is not a webhook of the bridge';
    case 'waited-too-long':
      return `The message waited ${maxMessageAgeDays} days, nearly as long as SQS keeps it`;
    case 'too-many-paused':
      return 'The store was paused, and the queue had too many waiting messages for more of it';
    case 'function-died':
      return 'The function died each time it handled this message';
    default:
      return reason satisfies never;
  }
}

const list = (fields: readonly string[]) => (fields.length === 0 ? '' : `: ${fields.join(', ')}`);

const after = ({ retryAfterMs }: { readonly retryAfterMs?: number }) =>
  retryAfterMs === undefined ? '' : ` and asked to wait ${Math.ceil(retryAfterMs / 1000)} s`;

const because = ({ params: { cause } }: { readonly params: { readonly cause: Reason | null } }) =>
  cause === null ? '' : `: ${textOf(cause)}`;
