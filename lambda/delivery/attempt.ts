import { readEnvelope, receivedEvent } from '../envelope';
import type { CustomerName } from '../ledger/table';
import { leaseMarginMs, maxSlotWaitMs } from '../retry/retry-times';
import { type StoreSettings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { Snapshot, Source } from '../sources/source';
import { bring } from './bring';
import type { BreakerState } from './circuit-breaker';
import type { CustomerState, KeptSnapshot } from './customer-state';
import type { DeliveryDeps } from './deps';
import { finish, finishAlone, isOver, type Run } from './finish';
import { linkToOwnerOf } from './link';
import { statementsOf } from './merge';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from './message-action';
import { type BringPlan, believeIfWeDie, planFor } from './plan';
import { relationTo } from './relation';
import { runSelftest } from './selftest';

/** One attempt at one queue message. Rejects only for bugs and for a ledger that cannot be reached. */
export async function attempt(
  message: string,
  circuit: BreakerState,
  deps: DeliveryDeps,
): Promise<MessageAction> {
  const read = readEnvelope(message);
  if (read.kind === 'unreadable') return { kind: 'dead-letter', reason: { code: 'message-unreadable' } };
  if (read.kind === 'newer') return delayForNewerCode;
  const { envelope } = read;
  const run: Run = { envelope, deps, started: deps.now() };
  const wait = circuit.delayFor(envelope.source, envelope.store);
  if (wait)
    return wait.soonOver
      ? { kind: 'delay-for-slot', afterMs: wait.ms }
      : { kind: 'delay-while-blocked', atLeastMs: wait.ms };

  const source = sources.get(envelope.source);
  const store = source && storeOf(deps.settings, source.name, envelope.store);
  if (!source || !store) {
    // Ours to fix: a store that was taken out of the settings, or a rollback to code without this source.
    return finishAlone(run, 'retry', { code: 'store-not-configured' });
  }
  const parsed = source.parse(receivedEvent(envelope), store);
  if (parsed.kind === 'ignored' || parsed.kind === 'refused') {
    return finishAlone(run, parsed.kind, parsed.reason);
  }
  const { snapshot } = parsed;
  const mapped = source.map(snapshot, store);
  if (mapped.kind !== 'customer') {
    return finishAlone(run, mapped.kind, mapped.reason, snapshot.customer);
  }

  const mine: KeptSnapshot = {
    delivery: envelope.id,
    order: snapshot.order,
    customer: mapped.customer,
    statements: statementsOf(mapped.consent, snapshot.order),
    dated: snapshot.dated,
  };
  if (parsed.kind === 'selftest') return runSelftest(run, store, mine);
  return deliver(run, { source, store, snapshot, mine });
}

interface Subject {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly snapshot: Snapshot;
  readonly mine: KeptSnapshot;
}

async function deliver(run: Run, { source, store, snapshot, mine }: Subject): Promise<MessageAction> {
  const { envelope, deps } = run;
  const name: CustomerName = { source: source.name, store: store.store, customer: snapshot.customer };
  const opened = await deps.ledger.open(name, envelope.id);
  if (opened.kind === 'newer') return delayForNewerCode;
  const { customer, delivery } = opened;
  if (isOver(delivery, envelope)) return acknowledge;
  if (customer.busyUntil !== null && customer.busyUntil > deps.now().getTime()) {
    return delayWhileBusy(deps);
  }

  const { relation, tie } = await relationTo({
    snapshot,
    mine,
    receivedAt: envelope.receivedAt,
    newest: customer.state.newest,
    source,
    store,
    recordOf: deps.ledger.delivery,
  });
  const plan = planFor({
    state: customer.state,
    mine,
    relation,
    store,
    replayed: envelope.series > 0,
    release: envelope.release,
  });
  const about = { customer: name.customer, tie };
  if (plan.kind === 'record') return finish(run, { ...about, delivery, ...plan });

  const claimFor = (until: number, believe: CustomerState, emailKey: string | null) =>
    deps.ledger.claim({ entry: customer, delivery: envelope.id, believeIfWeDie: believe, until, emailKey });
  const leaseEnd = () => deps.now().getTime() + deps.settings.leaseMs;
  if (plan.kind === 'keep') {
    const claim = await claimFor(leaseEnd(), plan.after, null);
    return claim ? finish(run, { ...about, delivery, claim, ...plan }) : delayWhileBusy(deps);
  }

  // Waiting for the rate limit comes before the claim: it is no attempt, and the customer stays free meanwhile.
  // A consent record follows a creation.
  const requests = plan.begin === 'create' && store.consent !== 'off' ? 2 : 1;
  const slots = await deps.limiter.reserve(new Date(deps.now().getTime() + maxSlotWaitMs), requests);
  if ('waitMs' in slots) return { kind: 'delay-for-slot', afterMs: slots.waitMs };

  const emailKey = await emailKeyOf(plan, customer.state, deps);
  if (emailKey === 'unreadable') {
    const reason = { code: 'email-index-unreadable' } as const;
    return finish(run, { ...about, delivery, outcome: 'retry', reason });
  }
  const until = leaseEnd();
  const claim = await claimFor(until, believeIfWeDie(plan, customer.state, store, until), emailKey);
  if (!claim) return delayWhileBusy(deps);

  const masivo = deps.masivo(slots, new Date(until - leaseMarginMs));
  const ended = await bring({
    plan,
    state: customer.state,
    mine,
    store,
    release: envelope.release,
    deps: {
      masivo,
      now: deps.now,
      remember: (state) => deps.ledger.remember(claim, state),
      lateLandingMs: deps.settings.masivo.lateLandingMs,
      mayCreateOneMore: () => deps.mayCreateOneMore(store),
      linkToOwnerOf: (email) =>
        linkToOwnerOf(email, name, envelope.id, { ...deps, masivo, until, policy: deps.settings.sameEmail }),
    },
  });
  return finish(run, { ...about, delivery, claim, ...ended, calls: masivo.calls });
}

/** The index has to know the e-mail before the customer is created with it, and only then. */
async function emailKeyOf(
  { begin, target }: BringPlan,
  { known }: CustomerState,
  deps: DeliveryDeps,
): Promise<string | null | 'unreadable'> {
  const { email } = target.customer;
  if (email === null || begin === 'change' || known.masivo === 'holds') return null;
  return deps.emailKey(email).catch(() => 'unreadable');
}
