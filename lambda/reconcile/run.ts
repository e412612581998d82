import type { CompiledMapping } from '../mapping/compiled-mapping';
import { isOfThePlace } from '../retry/retry-policy';
import type { Window } from '../sources/changes';
import { type AskedPage, askForPage } from './ask';
import { feed } from './feed';
import type { Known, LookUp } from './known';
import { failed, type Opened, type OpenVendorDeps, openVendor } from './open-vendor';
import {
  firstThrough,
  type Progress,
  progressFrom,
  type Reconciliations,
  type Run,
  type Standing,
  silentRunsAfter,
} from './progress';
import type { Failure, Report } from './report';
import { askedOneByOne, askFor, askForNext, setAsideWith } from './set-aside';
import type { SubscriptionsReport } from './subscriptions-report';
import { type WebhookAddresses, watchWhereDue } from './watch';

export interface RunDeps extends OpenVendorDeps {
  readonly mapping?: CompiledMapping | undefined;
  readonly overlapMs: number;
  /** So early the run begins, if not earlier: somebody knows of changes that the runs before have missed. */
  readonly since?: Date | undefined;
  readonly reconciliations: Reconciliations;
  readonly lookUp: LookUp;
  readonly enqueue: (message: string) => Promise<void>;
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
  const tally: Tally = { found: 0, fed: 0, told: 0, again: 0, setAside };
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
    opened.kind === 'opened' && failure === null
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

interface Tally {
  found: number;
  fed: number;
  told: number;
  again: number;
  /** As of the last page. */
  setAside: readonly string[];
}

interface Walk extends RunDeps, Opened {
  readonly run: Run;
  readonly begun: Date;
  readonly tally: Tally;
}

/** @returns why it did not come to the end; null where it did. */
async function walk(deps: Walk, standing: Standing): Promise<Failure | null> {
  const { store, changes, overlapMs, begun } = deps;
  const first = (): Progress => ({
    through: firstThrough(store.signupsSince, standing.since, begun),
    open: null,
    setAside: [],
  });
  let progress = progressFrom(deps.since, standing.progress ?? first());
  const stopped = await readAgain(deps);
  if (stopped) return stopped;
  // A vendor tells its latest changes late: each run reads again what the one before may have asked for too early.
  let from = progress.through - overlapMs;
  for (;;) {
    const resumed = progress.open !== null;
    const window = progress.open ? windowIn(progress.open) : changes.windowFrom(new Date(from), begun);
    const ended = await walkWindow(deps, window, progress);
    if (ended.kind === 'failed' && resumed && mayBeThePlace(ended.failure)) {
      // The vendor may no longer know the place at which an earlier run stopped: then the window is read anew.
      progress = { ...progress, open: null };
      from = progress.through - overlapMs;
      continue;
    }
    if (ended.kind === 'failed') return ended.failure;
    const through = Math.max(progress.through, window.to.getTime());
    progress = { through, open: null, setAside: [...deps.tally.setAside] };
    if (!(await moved(deps, progress))) return { code: 'lease-lost' };
    if (window.to.getTime() >= begun.getTime()) return null;
    from = resumed ? progress.through - overlapMs : window.to.getTime();
  }
}

const windowIn = ({ from, to }: NonNullable<Progress['open']>): Window => ({
  from: new Date(from),
  to: new Date(to),
});

const mayBeThePlace = ({ code, status }: Failure): boolean =>
  code === 'unreadable' || (code === 'refused' && status !== undefined && isOfThePlace(status));

type WalkedWindow = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly failure: Failure };

async function walkWindow(deps: Walk, window: Window, before: Progress): Promise<WalkedWindow> {
  const { store, changes, begun, tally, token, asking } = deps;
  let { through } = before;
  let position = before.open?.position ?? null;
  // So many customers are asked for one by one, because a page of them fails.
  let alone = 0;
  for (;;) {
    const request = changes.request(window, position, store, begun);
    const read = (json: unknown) => changes.read(json, window, store, begun, position);
    const one = changes.oneByOne;
    const asked =
      one && alone > 0
        ? await askForNext(window, position, { one, asking, token, read })
        : await askForPage(request, token, read, asking);
    if (asked.kind === 'failed') {
      if (!one || !asked.ofAnswer || alone > 0) return asked;
      alone = askedOneByOne;
      continue;
    }
    alone = Math.max(0, alone - 1);
    const page = asked.value;
    const { customers: setAside, areTooMany } = setAsideWith(tally.setAside, page.unreadable ?? []);
    if (areTooMany) {
      tally.setAside = setAside;
      return { kind: 'failed', failure: { code: 'too-many-unreadable' } };
    }
    if (!(await feedPage(page, asked.askedAt, deps))) return { kind: 'failed', failure: { code: 'no-time' } };
    tally.setAside = setAside;
    if (page.next === null) return { kind: 'done' };
    if (page.next === position) return { kind: 'failed', failure: { code: 'unreadable' } };
    position = page.next;
    through = Math.max(through, Math.min(page.through?.getTime() ?? through, window.to.getTime()));
    const open = { from: window.from.getTime(), to: window.to.getTime(), position };
    if (!(await moved(deps, { through, open, setAside: [...setAside] })))
      return { kind: 'failed', failure: { code: 'lease-lost' } };
  }
}

/** @returns false where there was no time for all of it: the next run finds it again. */
async function feedPage(page: AskedPage, askedAt: Date, deps: Walk): Promise<boolean> {
  const { changes, tally, now, endsAt } = deps;
  const isOver = () => now().getTime() >= endsAt.getTime();
  const known = await feed(page.changes, { ...deps, source: changes.source, askedAt, isOver });
  if (!known) return false;
  const count = (kind: Known) => known.filter((each) => each === kind).length;
  tally.found += known.length;
  tally.fed += count('news');
  tally.told += count('told');
  tally.again += count('found');
  return true;
}

/** Asks again for whom earlier runs set aside. @returns why the run cannot go on; null where it can. */
async function readAgain(deps: Walk): Promise<Failure | null> {
  const { store, changes, begun, tally, token, asking } = deps;
  const { oneByOne: one } = changes;
  if (!one) return null;
  const window = { from: begun, to: begun };
  const read = (json: unknown) => changes.read(json, window, store, begun, null);
  for (const customer of tally.setAside) {
    const asked = await askFor(customer, { one, asking, token, read });
    if (asked.kind === 'failed') {
      if (asked.ofAnswer) continue;
      return asked.failure;
    }
    if (!(await feedPage(asked.value, asked.askedAt, deps))) return { code: 'no-time' };
    if (asked.value.unreadable?.includes(customer)) continue;
    tally.setAside = tally.setAside.filter((each) => each !== customer);
  }
  return null;
}

const moved = ({ reconciliations, run }: Walk, progress: Progress): Promise<boolean> =>
  reconciliations.advance(run, progress);
