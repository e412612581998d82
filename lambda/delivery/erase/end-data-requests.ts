import type { Ledger } from '../../ledger/ledger';
import type { Erased } from '../../ledger/tombstone';
import type { StoreName } from '../../store-name';

/** Of somebody erased nothing is left to tell. */
export async function endDataRequests(
  { source, store }: StoreName,
  erased: readonly Erased[],
  ledger: Pick<Ledger, 'deleteTask' | 'subjectOf'>,
): Promise<void> {
  for (const each of erased) {
    await ledger.deleteTask({ kind: 'data-request', source, store, subject: await ledger.subjectOf(each) });
  }
}
