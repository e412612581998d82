import { failed, type OpenVendorDeps, openVendor } from './open-vendor';
import { type Run, silentRunsAfter } from './progress';
import type { Failure, Report } from './report';
import type { SubscriptionsReport } from './subscriptions-report';
import { walk } from './walk';
import type { Tally, WalkDeps } from './walk-deps';
import { type WebhookAddresses, watchWhereDue } from './watch';

export interface RunDeps extends OpenVendorDeps, WalkDeps {
  readonly newId: () => string;
  /** Where the store's webhooks are to come; undefined where nobody looks whether they are subscribed. */
  readonly webhooks: WebhookAddresses | undefined;
  /** Somebody asked for this run, and for a look at the subscriptions. */
  readonly byHand: boolean;
}

export type Ran =
  | {
      readonly kind: 'ended';
      readonly report: Report;
      /** How long ago the last run began that came to its end, or, where none did, the first one. */
      readonly agoMs: number;
      /** Whether any did. */
      readonly succeeded: boolean;
      readonly silentRuns: number;
      /** Undefined where the run did not look at the subscriptions. */
      readonly subscriptions: SubscriptionsReport | undefined;
    }
  /** Another run of the store is under way. */
  | { readonly kind: 'busy' };

/** Longer than any call that a run waits for. */
const leaseMarginMs = 60_000;

/**
 * Asks the store's vendor what has changed, and puts on the queue what the ledger does not know. How far it came moves
 * only behind what the queue has taken: whatever a run dies at, the next one finds again, under the same ids.
 */
export async function reconcile(deps: RunDeps): Promise<Ran> {
  const { store, reconciliations, newId, now, endsAt } = deps;
  const begun = now();
  const run: Run = { id: newId(), source: store.source, store: store.store };
  const leaseUntil = new Date(endsAt.getTime() + leaseMarginMs);
  const standing = await reconciliations.begin(run, begun, leaseUntil);
  if (!standing) return { kind: 'busy' };

  const setAside = standing.progress?.setAside ?? [];
  const tally: Tally = { found: 0, fed: 0, told: 0, again: 0, setAside, passedOver: 0 };
  const broken = (error: unknown): Failure => {
    deps.onError(error);
    return { code: 'broke-off' };
  };
  const opened = await openVendor(deps).catch((error: unknown) => failed(broken(error)));
  const failure =
    opened.kind === 'failed'
      ? opened.failure
      : await walk({ ...deps, ...opened, run, begun, tally }, standing).catch(broken);
  // A run that fails has an alarm of its own, and a vendor that is not to be asked any more.
  const subscriptions =
    opened.kind === 'opened' && (failure === null || failure.code === 'some-unreadable')
      ? await watchWhereDue(deps, opened, { last: standing.subscriptions, fed: tally.fed })
      : undefined;
  const report: Report = {
    at: begun.getTime(),
    ms: now().getTime() - begun.getTime(),
    found: tally.found,
    fed: tally.fed,
    known: tally.found - tally.fed,
    unreadable: [...tally.setAside],
    failure,
  };
  const silentRuns = silentRunsAfter(standing.silentRuns, tally);
  const isEnded = await reconciliations
    .end(run, { report, silentRuns, subscriptions })
    .catch((error: unknown) => {
      deps.onError(error);
      return false;
    });
  // A run whose end is not written down is none: the next one reads everything again.
  const told: Report = isEnded || failure !== null ? report : { ...report, failure: { code: 'lease-lost' } };
  const succeededAt = told.failure === null ? begun.getTime() : standing.succeededAt;
  const agoMs = now().getTime() - (succeededAt ?? standing.since);
  return {
    kind: 'ended',
    report: told,
    agoMs,
    succeeded: succeededAt !== null,
    silentRuns,
    subscriptions,
  };
}
