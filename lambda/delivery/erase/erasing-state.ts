import type { CustomerName } from '../../ledger/table';
import type { Erased } from '../../ledger/tombstone';
import { backfillTimes, migrationWaitMs } from '../../retry/retry-times';
import { type CustomerState, nothingUncertain } from '../customer-state';
import { everTold } from '../told-drafts';

/** All e-mails that the ledger knows of a customer. Pure. */
export function emailsIn(state: CustomerState): readonly Erased[] {
  const { confirmed, newest } = state;
  const emails = [
    newest?.customer.email,
    'email' in confirmed ? confirmed.email : null,
    ...everTold(state).map(({ email }) => email),
  ];
  return [...new Set(emails.flatMap((email) => email ?? []))].map((email) => ({ email }));
}

/** Until when Masivo may show somebody, or something, that it does not show now, epoch ms. Pure. */
export function landsUntil({ confirmed, uncertain }: CustomerState, lateLandingMs: number): number {
  const shows =
    confirmed.masivo === 'migrating'
      ? confirmed.since + backfillTimes.marksHoldMs + migrationWaitMs
      : confirmed.masivo === 'holds' && confirmed.createdAt !== undefined
        ? confirmed.createdAt + lateLandingMs
        : 0;
  return Math.max(shows, uncertain?.landsUntil ?? 0);
}

/** An erasure that began at `at`, after which something may land until then, epoch ms. */
interface Erasing {
  readonly at: number;
  readonly landsUntil: number;
  readonly masivoId: CustomerState['masivoId'];
}

/**
 * What is kept until the erasure ends: nothing of the customer but its ID in Masivo, who carries its id as long as somebody does, and those
 * linked to it who do not know yet. Pure.
 */
export const whileErasing = (
  { at, landsUntil, masivoId }: Erasing,
  carrier: CustomerName | undefined,
  linked: readonly string[],
): CustomerState => ({
  confirmed: carrier ? { masivo: 'linked', owner: carrier } : { masivo: 'unknown' },
  newest: null,
  uncertain: landsUntil > 0 ? { ...nothingUncertain, overwrites: true, landsUntil } : null,
  erasing: at,
  ...(masivoId === undefined ? {} : { masivoId }),
  ...(linked.length > 0 ? { links: [...linked] } : {}),
});
