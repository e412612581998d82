import {
  birthDateFrom,
  type CustomerMapping,
  chain,
  lastNameFirst,
  type MappingResult,
  onlyAt,
  skipEmails,
  skipTagged,
  tierByTag,
  valueIntoMetadata,
} from 'masivo-bridge/mapping';

/**
 * A mapping as an agency might have it: copy it beside the environments as `mapping.ts`. It works with pieces and with a
 * function of its own, which is as good as they are. `cdk` and `npm start` say which settings its stores lack for it.
 */

/** Shoppers of the outlet are told apart in Masivo. */
const markOutlet: CustomerMapping = ({ store }, customer): MappingResult =>
  store === 'outlet' ? { ...customer, metadata: { ...customer.metadata, channel: 'outlet' } } : customer;

export default chain(
  skipEmails(['*@staff.example.com', 'test+*@example.com'], 'staff and test accounts'),
  skipTagged(['wholesale', 'b2b'], 'business customer'),
  onlyAt({ store: 'japan' }, lastNameFirst()),
  birthDateFrom('facts.birth_date', 'custom.birthday'),
  tierByTag([['vip', '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10']]),
  valueIntoMetadata('custom.loyalty_number', 'loyalty_number'),
  markOutlet,
);
