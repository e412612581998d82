import { storeKey } from '../../lambda/store-name';
import type { DeliveryPage, DeliverySummary } from '../../operator/core/answers/deliveries';
import { filledPage } from '../../operator/core/filled-page';
import { durationText } from '../../operator/core/text/quantities';
import type { Check, DoctorDeps } from './check';
import { type Finding, ok, skipped, warning } from './finding';

const hourMs = 3600_000;
const looked = 20;
/** Each looks at tens of thousands of deliveries of all stores. */
const mostSearches = 20;

/** A removed subscription looks like a quiet day: the config says how long a store may be silent. */
export const lastDelivery: Check = {
  name: 'last delivery',
  run: async (deps) => Promise.all(deps.environment.settings.stores.map((store) => lookAt(store, deps))),
};

async function lookAt(
  store: { readonly source: string; readonly store: string },
  { operator, deployed, now }: DoctorDeps,
): Promise<Finding> {
  const name = storeKey(store);
  const query = { limit: looked, source: store.source, store: store.store };
  let searches = 1;
  const { deliveries, searchedBackTo } = await filledPage(
    await operator.list(query),
    looked,
    (part) => operator.list({ ...query, ...part }),
    // A quiet store beside a busy one.
    {
      goesOn: (soFar) => !lastOf(soFar) && searches++ < mostSearches,
      onFailed(error) {
        throw error;
      },
    },
  );
  const last = lastOf({ deliveries });
  const expected = deployed?.config.stores[store.source]?.[store.store]?.expectWebhookWithinHours;
  if (!last) {
    const since = searchedBackTo === undefined ? 'none yet' : `none since ${searchedBackTo}`;
    if (expected === undefined) return skipped(`${name}: ${since}`);
    return warning(`${name}: ${since}`, fixOf(store.source));
  }
  const ageMs = now().getTime() - Date.parse(last.receivedAt);
  const what = `${name}: ${last.outcome}, received ${last.receivedAt} (${durationText(ageMs)} ago)`;
  if (expected !== undefined && ageMs > expected * hourMs)
    return warning(`${what}, and one is expected within ${expected} h`, fixOf(store.source));
  // The store sends, but the shopper is not in Masivo.
  if (last.outcome === 'retry' || (last.outcome === 'refused' && last.discarded === null))
    return warning(what, `\`show ${last.id}\` says why.`);
  return ok(what);
}

/** A selftest is ours and says nothing about the store. */
const lastOf = ({ deliveries }: Pick<DeliveryPage, 'deliveries'>) =>
  deliveries.find(({ reason }) => !isSelftest(reason));

const isSelftest = (reason: DeliverySummary['reason']) =>
  reason?.code === 'selftest-would-create' || reason?.code === 'selftest-would-not-create';

const fixOf = (source: string) =>
  `Is the store that quiet? If not, its subscription is gone: \`subscribe ${source}\`.`;
