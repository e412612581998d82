import { readStandings } from '../../lambda/aws/dynamodb-reconciliations';
import { failureText } from '../../lambda/reconcile/report';
import { isTrouble, subscriptionsText } from '../../lambda/reconcile/subscriptions-report';
import type { Settings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import type { ReconciledStore } from './answers/reconciliation';
import type { LedgerPlace } from './records';

const iso = (ms: number) => new Date(ms).toISOString();

/** Of the stores whose vendors are asked what has changed. */
export async function reconciliationsOf(
  { reconcile, stores }: Settings,
  place: LedgerPlace,
): Promise<readonly ReconciledStore[]> {
  if (!reconcile) return [];
  const asked = stores.filter(
    ({ source, reconcile: wanted }) => wanted !== false && profileOf(source).changesKey !== undefined,
  );
  const standings = await readStandings(asked, place);
  return asked.map((store, index) => {
    const { last = null, succeededAt = null, subscriptions: seen = null } = standings[index] ?? {};
    return {
      store: storeKey(store),
      everyMinutes: reconcile.everyMinutes,
      last: last && {
        at: iso(last.at),
        found: last.found,
        fed: last.fed,
        known: last.known,
        unreadable: last.unreadable,
        failure: last.failure && failureText(last.failure),
      },
      succeededAt: succeededAt === null ? null : iso(succeededAt),
      subscriptions: seen && {
        at: iso(seen.at),
        level: isTrouble(seen) ? 'failure' : seen.versionTrouble === null ? 'ok' : 'warning',
        text: subscriptionsText(seen),
        recreated: seen.recreated && { at: iso(seen.recreated.at), what: seen.recreated.what },
      },
    };
  });
}
