import { isFromBefore } from '../../../lambda/delivery/sync/erased-email';
import type { BackfillReason } from '../../../lambda/reasons/backfill';
import type { BackfillDeps } from './deps';
import type { Candidate } from './examine';
import { nameOf } from './mark';

/** Why a shopper who was erased is not sent; undefined for everybody else. Nothing is written about one. */
export async function erasureOf(
  { customer, email, snapshot }: Candidate,
  deps: Pick<BackfillDeps, 'store' | 'ledger'>,
): Promise<BackfillReason | undefined> {
  const [erasedAt, emailErasedAt] = await Promise.all([
    deps.ledger.erasedAt(nameOf(deps, customer)),
    deps.ledger.erasedAt({ email }),
  ]);
  if (erasedAt !== undefined) return { code: 'erased' };
  const isBefore = emailErasedAt !== undefined && isFromBefore(snapshot, emailErasedAt);
  return isBefore ? { code: 'email-erased' } : undefined;
}
