import type { Mapping } from '../../settings';
import { unreadIn } from '../optional';
import { statedInWebhook } from './consent';
import type { ShopifyCustomer } from './customer';
import type { ShopifyFacts } from './facts';
import { asBirthDate, metafield } from './metafield';

/** What the body of a classic webhook tells. */
export function factsOfWebhook(shopper: ShopifyCustomer, latest: number, mapping: Mapping): ShopifyFacts {
  const address = addressOf(shopper);
  const birthDate = asBirthDate(metafield(shopper, mapping.birthDate));
  const gender = metafield(shopper, mapping.gender);
  return {
    email: shopper.email,
    emailVerified: shopper.verified_email,
    firstName: shopper.first_name,
    lastName: shopper.last_name,
    phone: shopper.phone,
    note: shopper.note,
    tags: shopper.tags,
    locale: shopper.locale,
    address: address && {
      name: address.name,
      company: address.company,
      phone: address.phone,
      country: address.country_code,
    },
    birthDate,
    gender,
    consent: statedInWebhook(shopper, latest),
    unread: [
      ...new Set([...unreadIn(shopper), ...(birthDate.unread || gender.unread ? ['metafields'] : [])]),
    ],
  };
}

/** Whoever has no address has an empty list of them, and no member for the default one. */
function addressOf(shopper: ShopifyCustomer): ShopifyCustomer['default_address'] {
  const { addresses, default_address } = shopper;
  const hasNone = Array.isArray(addresses) && addresses.length === 0;
  return hasNone && !Object.hasOwn(shopper, 'default_address') ? null : default_address;
}
