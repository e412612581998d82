import type { CustomerState } from '../../../lambda/delivery/customer-state';
import { customerKey } from '../../../lambda/store-name';

/** How a customer stands, in one sentence. Pure. */
export function standingOf({ confirmed, newest, uncertain, erasing }: CustomerState): string {
  if (erasing !== undefined) return 'The person is being erased.';
  const standing = textOf(confirmed);
  const deleted = newest?.deleted ? ' The store has deleted the shopper.' : '';
  const merged = newest?.merged
    ? ` The store has merged the shopper into its customer ${newest.merged.into}.`
    : '';
  const open = uncertain ? ' An earlier request is not confirmed yet.' : '';
  return `${standing}${deleted}${merged}${open}`;
}

function textOf(confirmed: CustomerState['confirmed']): string {
  switch (confirmed.masivo) {
    case 'unknown':
      return 'Masivo has confirmed nothing of this customer yet.';
    case 'holds':
      return confirmed.elsewhere
        ? 'Masivo has this customer; somebody else created it.'
        : 'Masivo has this customer.';
    case 'waiting':
      return 'Masivo does not have this customer: no event had an e-mail yet.';
    case 'migrating':
      return 'Given to Masivo without registration rewards; Masivo does not show the customer yet.';
    case 'linked':
      return `Linked: ${customerKey(confirmed.owner)} has the same e-mail and carries this ID in Masivo.`;
    case 'held':
      return confirmed.dropped ? dropped : 'The flood guard holds this customer, until an operator decides.';
    case 'unlinked':
      return confirmed.dropped
        ? dropped
        : 'Another customer in Masivo has the e-mail, and an operator has to decide.';
    case 'gone':
      return confirmed.dropped
        ? dropped
        : 'Masivo had this customer and no longer shows it; an operator has to decide.';
    default:
      return confirmed satisfies never;
  }
}

const dropped = 'An operator dropped this customer: Masivo gets nothing.';
