import type { StatedConsent } from '../../../masivo/consent';
import type { Mapping } from '../../../settings';
import { unreadIn } from '../../optional';
import { statedBy, statedOn } from '../consent';
import type { ShopifyFacts } from '../facts';
import { asBirthDate } from '../metafield';
import type { EventCustomer } from './customer';
import { eventMetafield, metafieldAlias } from './metafield';

/** What the customer of an Event tells. */
export function factsOfEvent(shopper: EventCustomer, latest: number, mapping: Mapping): ShopifyFacts {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone, defaultAddress: address, tags } = shopper;
  const birthDate = asBirthDate(eventMetafield(shopper, mapping.birthDate));
  const gender = eventMetafield(shopper, mapping.gender);
  return {
    email: email === null ? null : email?.emailAddress,
    emailVerified: shopper.verifiedEmail,
    firstName: shopper.firstName,
    lastName: shopper.lastName,
    phone: phone === null ? null : phone?.phoneNumber,
    note: shopper.note,
    tags: tags === null ? null : joined(tags),
    locale: shopper.locale,
    address: address && {
      name: address.name,
      company: address.company,
      phone: address.phone,
      country: address.countryCodeV2,
    },
    birthDate,
    gender,
    consent: statedInEvent(shopper, latest),
    unread: [
      ...unreadIn(shopper),
      ...(birthDate.unread && mapping.birthDate !== null ? [metafieldAlias(mapping.birthDate)] : []),
      ...(gender.unread && mapping.gender !== null ? [metafieldAlias(mapping.gender)] : []),
    ],
  };
}

/** The state on each channel when the query ran, and since when it is so. */
function statedInEvent(
  { defaultEmailAddress: email, defaultPhoneNumber: phone }: EventCustomer,
  latest: number,
): StatedConsent {
  const stated = (state: string | null | undefined, consent_updated_at: string | null | undefined) =>
    statedBy({ state, consent_updated_at }, latest);
  const sms = phone?.smsMarketingConsent;
  return statedOn(
    stated(email?.marketingState, email?.marketingUpdatedAt),
    stated(sms?.state, sms?.updatedAt),
  );
}

/** One tag that cannot be read costs all of them: what is left would take it back. */
const joined = (tags: Exclude<EventCustomer['tags'], null>): string | undefined =>
  tags?.includes(undefined) ? undefined : tags?.join(', ');
