import type { CustomerName } from '../ledger/table';
import type { DeliveryDeps } from './deps';
import { isBusy, stateAsWritten } from './intent';

/** What has become of the customer who carries another one's id. */
export type Owner =
  | { readonly kind: 'there'; readonly name: CustomerName }
  | { readonly kind: 'gone'; readonly since: number }
  /** Somebody may be bringing it back at this moment. */
  | { readonly kind: 'busy' }
  /** Written by a newer version of this code. */
  | { readonly kind: 'newer' };

// Whoever was linked later handed its links on to its own owner. That happens when operators bring customers back.
const mostOwners = 5;

/** Follows the links from the owner that is known, as far as the ledger has them. Masivo is not asked. */
export async function ownerNow(
  known: CustomerName,
  delivery: string,
  { ledger, settings, now }: Pick<DeliveryDeps, 'ledger' | 'settings' | 'now'>,
): Promise<Owner> {
  let name = known;
  for (let followed = 0; followed < mostOwners; followed += 1) {
    const opened = await ledger.open(name, delivery);
    if (opened.kind === 'newer') return { kind: 'newer' };
    if (opened.kind === 'erased') return { kind: 'gone', since: opened.at };
    // One that was restored as gone stays so until its own next event has asked Masivo: then an operator sees both.
    const { confirmed, uncertain } = stateAsWritten(opened.customer, settings.masivo.lateLandingMs);
    if (confirmed.masivo === 'gone') {
      if (isBusy(opened.customer, now().getTime())) return { kind: 'busy' };
      return uncertain?.created ? { kind: 'there', name } : { kind: 'gone', since: confirmed.since };
    }
    // It was gone before it was released, and somebody else has its e-mail by now.
    if (confirmed.masivo === 'unlinked') return { kind: 'gone', since: confirmed.since };
    if (confirmed.masivo !== 'linked') return { kind: 'there', name };
    name = confirmed.owner;
  }
  return { kind: 'there', name };
}
