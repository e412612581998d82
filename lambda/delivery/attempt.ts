import { readEnvelope, receivedEvent } from '../envelope';
import type { CustomerName } from '../ledger/table';
import { type StoreSettings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { Snapshot, Source } from '../sources/source';
import { bring } from './bring';
import type { KeptSnapshot } from './customer-state';
import type { DeliveryDeps } from './deps';
import { done, type Fate, forNewerCode, whileBusy } from './fate';
import { finish, finishAlone, isOver, type Run } from './finish';
import { linkToOwnerOf } from './link';
import { wordsOf } from './merge';
import { believeIfWeDie, type Plan, planFor } from './plan';
import { relationTo } from './relation';
import type { Signal } from './traffic';

/** One attempt at one queue message. Rejects only for bugs and for a ledger that cannot be reached. */
export async function attempt(message: string, signal: Signal, deps: DeliveryDeps): Promise<Fate> {
  const read = readEnvelope(message);
  if (read.kind === 'unreadable') return { kind: 'dead', reason: 'the message is no envelope' };
  if (read.kind === 'newer') return forNewerCode(deps);
  const { envelope } = read;
  const run: Run = { envelope, deps, started: deps.now() };
  const wait = signal.waitOf(envelope.source, envelope.store);
  if (wait) return { kind: 'wait', atLeastMs: wait.ms };

  const source = sources.get(envelope.source);
  const store = source && storeOf(deps.settings, source.name, envelope.store);
  if (!source || !store) {
    // Ours to mend: a store that was taken out of the settings, or a rollback to code without this source.
    return finishAlone(run, 'retry', 'this source or store is not configured');
  }
  const parsed = source.parse(receivedEvent(envelope), store);
  if (parsed.kind !== 'snapshot') return finishAlone(run, parsed.kind, parsed.reason);
  const { snapshot } = parsed;
  const mapped = source.map(snapshot, store);
  if (mapped.kind !== 'customer') return finishAlone(run, mapped.kind, mapped.reason);

  const mine: KeptSnapshot = {
    delivery: envelope.id,
    order: snapshot.order,
    customer: mapped.customer,
    words: wordsOf(mapped.said, snapshot.order),
  };
  return deliver(run, { source, store, snapshot, mine });
}

interface Subject {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly snapshot: Snapshot;
  readonly mine: KeptSnapshot;
}

async function deliver(run: Run, { source, store, snapshot, mine }: Subject): Promise<Fate> {
  const { envelope, deps } = run;
  const name: CustomerName = { source: source.name, store: store.store, customer: snapshot.customer };
  const opened = await deps.ledger.open(name, envelope.id);
  if (opened.kind === 'newer') return forNewerCode(deps);
  const { customer, delivery } = opened;
  if (isOver(delivery, envelope)) return done;
  if (customer.busyUntil !== null && customer.busyUntil > deps.now().getTime()) {
    return whileBusy(deps);
  }

  const newest = 'newest' in customer.state ? customer.state.newest : undefined;
  const { relation, tie } = await relationTo({
    snapshot,
    mine,
    receivedAt: envelope.receivedAt,
    newest,
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

  // Waiting for the pace comes before the claim: it is no attempt, and the customer stays free meanwhile.
  const turn = await deps.pace.turn(new Date(deps.now().getTime() + longestPaceWaitMs));
  if ('waitMs' in turn)
    return { kind: 'again', afterMs: Math.min(turn.waitMs, deps.settings.retry.maxRetryAfterMs) };

  const until = deps.now().getTime() + deps.settings.leaseMs;
  const claim = await deps.ledger.claim({
    entry: customer,
    delivery: envelope.id,
    believeIfWeDie: plan.kind === 'keep' ? plan.after : believeIfWeDie(plan, customer.state, until),
    until,
    emailKey: await emailKeyOf(plan, deps),
  });
  if (!claim) return whileBusy(deps);
  if (plan.kind === 'keep') return finish(run, { ...about, delivery, claim, ...plan });

  const masivo = deps.masivo(turn, new Date(until - leaseMarginMs));
  const ended = await bring({
    plan,
    state: customer.state,
    mine,
    store,
    release: envelope.release,
    deps: {
      masivo,
      now: deps.now,
      lateLandingMs: deps.settings.masivo.lateLandingMs,
      mayCreateOneMore: () => deps.mayCreateOneMore(store),
      linkToOwnerOf: (email) =>
        linkToOwnerOf(email, name, envelope.id, { ...deps, masivo, until, policy: deps.settings.sameEmail }),
    },
  });
  return finish(run, { ...about, delivery, claim, ...ended, calls: masivo.calls });
}

// Long enough to sleep through a second's window, short enough for a batch to end in time.
const longestPaceWaitMs = 5000;

// Clocks of two machines differ, and the record has to be written while the lease still holds.
const leaseMarginMs = 500;

/** The index has to know the e-mail before the customer is created with it. */
async function emailKeyOf(plan: Plan, deps: DeliveryDeps): Promise<string | null> {
  const email = plan.kind === 'bring' && plan.begin !== 'change' ? plan.target.customer.email : null;
  return email === null ? null : deps.emailKey(email);
}
