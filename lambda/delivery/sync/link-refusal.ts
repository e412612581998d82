import type { CustomerEntry } from '../../ledger/ledger';
import type { UnlinkedReason } from '../../reasons/reason';
import type { Settings } from '../../settings';
import { customerKey } from '../../store-name';
import type { LinkRequest } from './link-request';

/**
 * Why nobody is linked to this owner; undefined where the settings, both stores and the owner's newest snapshot allow
 * it. Whoever took an address first without proof that it is theirs gives nobody else an account by it, and an address
 * that somebody had before may be another person's today.
 */
export function refusalOf(
  owner: CustomerEntry,
  { email, self, isVerified }: LinkRequest,
  { sameEmail }: Settings,
): UnlinkedReason | undefined {
  const { newest, links = [] } = owner.state;
  // It was linked before, perhaps by hand: nothing takes a link back.
  if (links.includes(customerKey(self))) return undefined;
  const because = (code: UnlinkedReason['code']) => ({ code, params: owner.name });
  // The store itself has made the two one.
  if (newest?.merged && customerKey({ ...owner.name, customer: newest.merged.into }) === customerKey(self)) {
    return undefined;
  }
  if (newest?.deleted) return because('owner-deleted');
  if (sameEmail === 'refuse') return because('email-of-other-customer');
  if (!isVerified) return because('email-not-verified');
  if (newest && !newest.only && newest.customer.email !== email) return because('owner-moved');
  return newest?.emailVerified ? undefined : because('owner-not-verified');
}
