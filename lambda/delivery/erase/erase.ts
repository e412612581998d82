import type { Claim } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { Erased } from '../../ledger/tombstone';
import type { MasivoId } from '../../masivo/masivo-id';
import type { Reason } from '../../reasons/reason';
import { leaseMarginMs, maxSlotWaitMs, settledAfterMs } from '../../retry/retry-times';
import { storeOf } from '../../settings';
import { customerKey } from '../../store-name';
import { type End, endOf, finish, isOver, lastOf, type Run } from '../finish';
import { intentOf, isBusy, stateAsWritten, stateOf } from '../intent';
import { masivoIdOf, mayBeInMasivo, neverBrought } from '../masivo-id';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from '../message-action';
import { type Emptied, emptyInMasivo } from './empty-in-masivo';
import { endDataRequests } from './end-data-requests';
import { emailsIn, landsUntil, whileErasing } from './erasing-state';
import { relatedTo, tellLinked, toEraseFirst } from './related';
import { carrierOf, takeBackFromAll } from './take-id-back';

// It asks, changes and records a consent. Few customers are carried by another one, who is asked about, too.
const requests = 3;

export interface Among {
  /** Others are to be erased after this one: the message is not over with it. */
  readonly isMore?: boolean;
  /** By which the next attempt finds it in the index of e-mails, where the store names nobody but by that. */
  readonly emailKey?: string;
  /** Those after whom that is, and who carry them. */
  readonly met?: ReadonlySet<string>;
  /** Who may carry the customer's id, besides those of whom its item knows. */
  readonly carrier?: CustomerName;
}

/**
 * Erases a customer, after those whom the store has merged into it: they are the same person. The claim comes first: from then on whatever comes of it waits, or ends as erased. Then the
 * tombstones, then Masivo, then the deliveries, and after a while all of it once more, because an attempt that was under
 * way may have written or sent something meanwhile. The customer's item goes last. Each step can be repeated.
 *
 * @param also e-mails that the ledger need not know to be the customer's.
 */
export async function erase(
  run: Run,
  name: CustomerName,
  also: readonly Erased[],
  { isMore = false, met = new Set(), emailKey, carrier: besides }: Among = {},
): Promise<MessageAction> {
  const { deps, envelope } = run;
  const { ledger, settings, now } = deps;
  const { lateLandingMs } = settings.masivo;
  const opened = await ledger.open(name, envelope.id);
  if (opened.kind === 'newer') return delayForNewerCode;
  const { customer, delivery } = opened;
  // A copy of this message may have begun when the first one had ended: then the item is there again.
  if (isOver(delivery, envelope) && customer.state.erasing === undefined) return acknowledge;
  const startedAt = now().getTime();
  if (isBusy(customer, startedAt)) return delayWhileBusy(deps);
  const state = stateOf(customer, lateLandingMs);
  const owner = carrierOf(state, name);
  const related = await relatedTo(name, state, { ledger, delivery: envelope.id });
  if (related === 'newer') return delayForNewerCode;
  const after = new Set([...met, ...[name, owner].flatMap((each) => (each ? customerKey(each) : []))]);
  const first = toEraseFirst(name, related, after);
  if (first) return erase(run, first, [], { isMore: true, met: after });
  const slots = await deps.limiter.reserve(new Date(startedAt + maxSlotWaitMs), requests);
  if ('waitMs' in slots) return { kind: 'delay-for-slot', afterMs: slots.waitMs };

  const store = storeOf(settings, name.source, name.store);
  // At a store with IDs of its own another person may have this one in Masivo, where it was never fixed.
  const written = stateAsWritten(customer, lateLandingMs);
  const wasBrought = mayBeInMasivo(written);
  const isCertain = !store?.mapping.ownIds || state.masivoId !== undefined || wasBrought;
  const known = isCertain ? state : neverBrought(state);
  const at = state.erasing ?? now().getTime();
  const until = now().getTime() + settings.leaseMs;
  const plans = { creates: false, overwrites: true, consentDue: false };
  const claim = await ledger.claim(
    customer,
    { ...known, erasing: at },
    intentOf(plans, deps.newId(), envelope.id, until),
    emailKey,
  );
  if (!claim) return delayWhileBusy(deps);

  const erased = [name, ...also, ...emailsIn(state)];
  await ledger.writeTombstones(erased, at);
  // Who looks for a tombstone alone (finishAlone) may not have seen one until now, if the attempt before this one died.
  const isKnown = state.erasing !== undefined && customer.intent === null;
  const knownFrom = isKnown ? at : now().getTime();
  await endDataRequests(name, erased, ledger);
  const version = store && store.consent !== 'off' ? store.consent.version : 'erased';
  const masivo = deps.masivo(slots, new Date(until - leaseMarginMs));
  const id = masivoIdOf(name, state);
  const emptied = await emptyInMasivo({ name, id, isCertain, wasBrought }, { version, at }, masivo);
  const isSeen = 'email' in emptied && emptied.email !== null;
  // Once it is emptied, nothing in Masivo tells whose it was.
  const masivoId = store?.mapping.ownIds && (isCertain || isSeen) ? id : state.masivoId;
  if ('email' in emptied && emptied.email !== null)
    await ledger.writeTombstones([{ email: emptied.email }], at);
  const takeBack = { ...deps, masivo, until, delivery: envelope.id, except: met };
  const carrier = await takeBackFromAll(customer, state, takeBack, besides);
  const untold = await tellLinked(name, owner, related, deps);
  const isNamed = carrier !== undefined || untold.length > 0;
  const isAll = await ledger.deleteDeliveries(name, () => now().getTime() < until - leaseMarginMs);

  const settlesAt = knownFrom + settings.leaseMs + settledAfterMs;
  const lands = Math.max(
    landsUntil(state, lateLandingMs),
    isKnown ? 0 : settlesAt,
    'isLost' in emptied && emptied.isLost ? now().getTime() + 2 * lateLandingMs : 0,
  );
  const endsAt = Math.max(lands, settlesAt);
  const end = endOfErasure(emptied, id, startedAt < endsAt || !isAll || isNamed, endsAt - now().getTime());
  const about = { customer: null, delivery, erased: true as const };
  const isGone = end.outcome === 'ignored';
  const next: End = isGone && isMore ? { outcome: 'retry', reason: { code: 'erasing' } } : end;
  const told = endOf(run, about, { ...next, calls: masivo.calls });
  if (isGone && emptied.kind === 'empty') await leaveToOperator(name, id, deps);
  const isWritten = isGone
    ? await ledger.deleteCustomer(claim)
    : await keepErasing(
        claim,
        whileErasing({ at, landsUntil: lands, masivoId }, carrier === 'newer' ? undefined : carrier, untold),
        run,
        told,
      );
  if (!isWritten) return delayWhileBusy(deps);
  const action = await finish(run, about, told);
  return !isGone && action.kind === 'ack' ? delayWhileBusy(deps) : action;
}

/** What Masivo's API cannot do is a task, with the id in Masivo and nothing else of the person. */
const leaveToOperator = async (
  name: CustomerName,
  id: MasivoId,
  { ledger, now }: Run['deps'],
): Promise<void> =>
  ledger.writeTask({
    ...name,
    customer: id,
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
function endOfErasure(emptied: Emptied, id: MasivoId, isEarly: boolean, waitMs: number): End {
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
            reason: { code: 'erased-but-in-masivo', params: { customer: id } },
          };
    case 'again':
      return again(emptied.reason, emptied.afterMs);
    case 'refused':
      return { outcome: 'refused', reason: emptied.reason };
    default:
      return emptied satisfies never;
  }
}
