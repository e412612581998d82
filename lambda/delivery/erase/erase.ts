import type { Claim, Ledger } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { Erased } from '../../ledger/tombstone';
import type { Reason } from '../../reasons/reason';
import { leaseMarginMs, maxSlotWaitMs, settledAfterMs } from '../../retry/retry-times';
import { storeOf } from '../../settings';
import { type End, endOf, finish, isOver, lastOf, type Run } from '../finish';
import { intentOf, isBusy, stateOf } from '../intent';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from '../message-action';
import { type Emptied, emptyInMasivo } from './empty-in-masivo';
import { emailsIn, landsUntil, whileErasing } from './erasing-state';
import { takeBackFromAll } from './take-id-back';

// It asks, changes and records a consent. Few customers are carried by another one, who is asked about, too.
const requests = 3;

/**
 * Erases a customer. The claim comes first: from then on whatever comes of it waits, or ends as erased. Then the
 * tombstones, then Masivo, then the deliveries, and after a while all of it once more, because an attempt that was under
 * way may have written or sent something meanwhile. The customer's item goes last. Each step can be repeated.
 *
 * @param also e-mails that the ledger need not know to be the customer's.
 * @param isMore others are to be erased after this one: the message is not over with it.
 */
export async function erase(
  run: Run,
  name: CustomerName,
  also: readonly Erased[],
  isMore = false,
): Promise<MessageAction> {
  const { deps, envelope } = run;
  const { ledger, settings, now } = deps;
  const { lateLandingMs } = settings.masivo;
  const opened = await ledger.open(name, envelope.id);
  if (opened.kind === 'newer') return delayForNewerCode;
  const { customer, delivery } = opened;
  if (isOver(delivery, envelope)) return acknowledge;
  const startedAt = now().getTime();
  if (isBusy(customer, startedAt)) return delayWhileBusy(deps);
  const slots = await deps.limiter.reserve(new Date(startedAt + maxSlotWaitMs), requests);
  if ('waitMs' in slots) return { kind: 'delay-for-slot', afterMs: slots.waitMs };

  const state = stateOf(customer, lateLandingMs);
  const at = state.erasing ?? now().getTime();
  const until = now().getTime() + settings.leaseMs;
  const plans = { creates: false, overwrites: true, consentDue: false };
  const claim = await ledger.claim(
    customer,
    { ...state, erasing: at },
    intentOf(plans, deps.newId(), envelope.id, until),
  );
  if (!claim) return delayWhileBusy(deps);

  const erased = [name, ...also, ...emailsIn(state)];
  await ledger.writeTombstones(erased, at);
  await endDataRequests(name, erased, ledger);
  const store = storeOf(settings, name.source, name.store);
  const version = store && store.consent !== 'off' ? store.consent.version : 'erased';
  const masivo = deps.masivo(slots, new Date(until - leaseMarginMs));
  const emptied = await emptyInMasivo(name, { version, at }, masivo);
  if ('email' in emptied && emptied.email !== null)
    await ledger.writeTombstones([{ email: emptied.email }], at);
  const takeBack = { ...deps, masivo, until, delivery: envelope.id };
  const carrier = await takeBackFromAll(customer, state, takeBack);
  const isCarried = carrier !== undefined;
  const isAll = await ledger.deleteDeliveries(name, () => now().getTime() < until - leaseMarginMs);

  const lands = Math.max(
    landsUntil(state, lateLandingMs),
    'isLost' in emptied && emptied.isLost ? now().getTime() + 2 * lateLandingMs : 0,
  );
  const endsAt = Math.max(lands, at + settings.leaseMs + settledAfterMs);
  const end = endOfErasure(
    emptied,
    name,
    startedAt < endsAt || !isAll || isCarried,
    endsAt - now().getTime(),
  );
  const about = { customer: null, delivery, erased: true as const };
  const isGone = end.outcome === 'ignored';
  const next: End = isGone && isMore ? { outcome: 'retry', reason: { code: 'erasing' } } : end;
  const told = endOf(run, about, { ...next, calls: masivo.calls });
  if (isGone && emptied.kind === 'empty') await leaveToOperator(name, deps);
  const isWritten = isGone
    ? await ledger.deleteCustomer(claim)
    : await keepErasing(claim, whileErasing(at, lands, carrier === 'newer' ? undefined : carrier), run, told);
  return isWritten ? finish(run, about, told) : delayWhileBusy(deps);
}

/** Of somebody erased nothing is left to tell. */
async function endDataRequests(
  { source, store }: CustomerName,
  erased: readonly Erased[],
  ledger: Ledger,
): Promise<void> {
  for (const each of erased) {
    await ledger.deleteTask({ kind: 'data-request', source, store, subject: await ledger.subjectOf(each) });
  }
}

/** What Masivo's API cannot do is a task, with the id in Masivo and nothing else of the person. */
const leaveToOperator = async (name: CustomerName, { ledger, now }: Run['deps']): Promise<void> =>
  ledger.writeTask({
    ...name,
    kind: 'masivo-erasure',
    subject: await ledger.subjectOf(name),
    since: now().toISOString(),
  });

async function keepErasing(
  claim: Claim,
  state: ReturnType<typeof whileErasing>,
  run: Run,
  end: End,
): Promise<boolean> {
  return (await run.deps.ledger.confirm(claim, state, lastOf(run, end))) !== undefined;
}

/** @param isEarly something may still land, or be written by an attempt that was under way. */
function endOfErasure(emptied: Emptied, name: CustomerName, isEarly: boolean, waitMs: number): End {
  const again = (reason: Reason, afterMs = 0): End => ({
    outcome: 'retry',
    reason,
    retryAfterMs: Math.max(0, waitMs, afterMs),
  });
  switch (emptied.kind) {
    case 'nobody':
      return isEarly ? again({ code: 'erasing' }) : { outcome: 'ignored', reason: { code: 'erased' } };
    case 'empty':
      return isEarly
        ? again({ code: 'erasing' })
        : {
            outcome: 'ignored',
            reason: { code: 'erased-but-in-masivo', params: { customer: name.customer } },
          };
    case 'again':
      return again(emptied.reason, emptied.afterMs);
    case 'refused':
      return { outcome: 'refused', reason: emptied.reason };
    default:
      return emptied satisfies never;
  }
}
