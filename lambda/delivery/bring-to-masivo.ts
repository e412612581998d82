import type { Opened } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import { leaseMarginMs, maxSlotWaitMs } from '../retry/retry-times';
import type { StoreSettings } from '../settings';
import { carriedBy } from './carried-by';
import type { CustomerState, KeptSnapshot } from './customer-state';
import { type About, endOf, finish, finishErased, lastOf, type Run, withNotice } from './finish';
import { freedWhereRefused, masivoIdOf } from './masivo-id';
import { delayWhileBusy, type MessageAction } from './message-action';
import { mergedStatements } from './statements';
import { carryMerged } from './sync/carry-merged';
import { linkToOwner } from './sync/link';
import { nothingDone } from './sync/situation';
import { sync } from './sync/sync';
import type { SyncPlan } from './sync-plan';

export interface Subject {
  readonly opened: Extract<Opened, { kind: 'open' }>;
  /** As read: what an attempt that died may have done is uncertain in it. */
  readonly state: CustomerState;
  readonly plan: SyncPlan;
  readonly mine: KeptSnapshot;
  readonly store: StoreSettings;
  readonly about: About;
  /** Nothing says by which ID Masivo would have the customer: it is not asked, and has nobody that is known. */
  readonly isUnnamed: boolean;
}

/** Brings Masivo to the plan's target, writes down what came of it, and logs the delivery. */
export async function bringToMasivo(run: Run, subject: Subject): Promise<MessageAction> {
  const { deps, envelope } = run;
  const { opened, plan, state, mine, store, about, isUnnamed } = subject;
  const entry = opened.customer;
  const { settings, ledger, now } = deps;

  // Waiting for a slot comes before everything else: it is no attempt, and the customer stays free meanwhile.
  // A consent record follows a creation, unless it goes with it.
  const consentAtCreation = settings.masivo.consentAtCreation === true;
  const follows = plan.begin === 'create' && store.consent !== 'off' && !consentAtCreation;
  const slots = await deps.limiter.reserve(new Date(now().getTime() + maxSlotWaitMs), follows ? 2 : 1);
  if ('waitMs' in slots) return { kind: 'delay-for-slot', afterMs: slots.waitMs };

  const startedAt = now().getTime();
  const until = startedAt + settings.leaseMs;
  const masivo = deps.masivo(slots, new Date(until - leaseMarginMs));
  const calls = { ...deps, masivo, until };
  const { links: carriedIds = [] } = state;
  const ended = await sync(
    {
      ...plan,
      begin: beginOf(plan, entry.name),
      mine,
      store,
      consentAtCreation,
      release: envelope.release,
      firstContact: state.confirmed.masivo === 'unknown' && mine.order.kind === 'created',
      startedAt,
      lateLandingMs: settings.masivo.lateLandingMs,
      by: envelope.id,
      series: envelope.series,
    },
    entry,
    {
      ...calls,
      countCreation: () => deps.countCreation(store),
      emailErasedAt: async (email) =>
        entry.version === 0 && email === mine.customer.email
          ? (opened.emailErasedAt ?? null)
          : ((await ledger.erasedAt({ email })) ?? null),
      seeMissing: () => deps.seeMissing(entry.name),
      carryMerged: (into) =>
        carryMerged(
          {
            self: entry.name,
            into: { ...entry.name, customer: into },
            store,
            links: carriedIds,
            statements: mergedStatements(plan.target.statements, mine.statements),
            isCarried: state.mergeCarried === true,
            tellsWallet: mine.only === 'merge',
            delivery: envelope.id,
            order: mine.order,
          },
          calls,
        ),
      lookForCarrier: async () => {
        const carrier = await carriedBy(entry, ledger);
        if (carrier === 'newer') return { kind: 'retry', reason: { code: 'email-owner-newer' } };
        return carrier ? { kind: 'linked', owner: carrier } : { kind: 'no-owner' };
      },
      linkToOwner: (email) =>
        linkToOwner(
          {
            email,
            self: entry.name,
            links: state.links ?? [],
            delivery: envelope.id,
            isVerified: plan.target.emailVerified === true,
            byHand: envelope.release === 'link',
          },
          calls,
        ),
    },
    isUnnamed ? { ...nothingDone, shown: 'lacks' } : nothingDone,
  );
  switch (ended.kind) {
    case 'busy':
      return delayWhileBusy(deps);
    case 'ended': {
      const { state: reached, ...result } = ended.result;
      const after = result.outcome === 'refused' ? freedWhereRefused(reached, store) : reached;
      // What is not claimed is left as it is: nothing of the event is kept.
      if (result.reason?.code === 'email-erased' && !ended.claim) {
        return finishErased(run, about.delivery, 'email-erased');
      }
      const end = withNotice(endOf(run, about, { ...result, calls: masivo.calls }), about);
      const last = lastOf(run, end);
      const isWritten = ended.claim
        ? await ledger.confirm(ended.claim, after, last)
        : await ledger.keep(ended.entry, after, last);
      // Somebody else has claimed the customer meanwhile: then it is theirs to say what came of it.
      return isWritten ? finish(run, about, end) : delayWhileBusy(deps);
    }
    default:
      return ended satisfies never;
  }
}

/**
 * Only under the store's ID, which is as new as its shopper, somebody is created unasked: Masivo may have any other one
 * already, and a second creation may pay rewards twice.
 */
const beginOf = ({ begin, state }: SyncPlan, name: CustomerName): SyncPlan['begin'] =>
  begin === 'create' && masivoIdOf(name, state) !== name.customer ? 'ask' : begin;
