import type { Envelope } from '../envelope';
import { keepsBody } from '../ledger/body-of-ignored';
import { type Attempt, type DeliveryRecord, withAttempt } from '../ledger/delivery-record';
import { itemVersions } from '../ledger/item-versions';
import {
  envelopeToStore,
  envelopeWithout,
  envelopeWithoutEvent,
  isOfErased,
} from '../ledger/stored-envelope';
import type { CallTrace } from '../masivo/client';
import type { CustomerDraft } from '../masivo/customer';
import type { Reason, VersionNotice } from '../reasons/reason';
import { backOff } from './back-off';
import type { DeliveryDeps } from './deps';
import type { EventNotices } from './event-notices';
import type { LastAttempt } from './intent';
import { logAttempt } from './log-attempt';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from './message-action';
import { isSettled, type Outcome } from './outcome';

/** One attempt under way. */
export interface Run {
  /** Tells it from every other attempt, in the customer's item and in the delivery's log. */
  readonly id: string;
  readonly envelope: Envelope;
  /** When this message was put on the queue, epoch ms: a replay or a redrive is another message. */
  readonly sentAt: number;
  readonly deps: DeliveryDeps;
  readonly started: Date;
  /** What was asked at the vendor, for an event that does not carry its customer. */
  readonly reads?: readonly CallTrace[];
}

/**
 * Whether this message has nothing left to do: a copy of a settled delivery, of a series since replayed, or of what an
 * operator has discarded since it came in. What a store sends again later is tried.
 */
export function isOver(delivery: DeliveryRecord | undefined, envelope: Envelope): boolean {
  if (!delivery) return false;
  const { series, outcome, discarded } = delivery;
  if (series !== envelope.series) return series > envelope.series;
  const isDiscarded = discarded !== undefined && Date.parse(envelope.receivedAt) <= Date.parse(discarded.at);
  return isDiscarded || isSettled(outcome);
}

/** How an attempt ends, as its delivery's log will tell. */
export interface End {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly calls?: readonly CallTrace[];
  readonly walletId?: string;
  readonly retryAfterMs?: number;
}

/** What the log has besides. */
export interface About extends EventNotices {
  readonly customer: string | null;
  readonly delivery: DeliveryRecord | undefined;
  readonly tie?: boolean;
  /** What was made of the event, where that is the customer's newest snapshot. */
  readonly mapped?: CustomerDraft;
  /** It is about somebody who was erased: the log holds nothing of the event, and names nobody. */
  readonly erased?: true;
}

/** The end with a notice of what of the event could not be read or is new, where there is nothing weightier to tell. */
export function withNotice(end: End, { unread = [], notice, masivoId, version }: EventNotices): End {
  if (end.reason !== null) return end;
  if (unread.length > 0) {
    return { ...end, reason: { code: 'fields-not-read', params: { fields: [...unread] } } };
  }
  return { ...end, reason: notice ?? masivoId ?? version ?? null };
}

/** Ends an attempt that never got to open its customer. */
export async function finishAlone(
  run: Run,
  outcome: 'ignored' | 'refused' | 'retry',
  reason: Reason,
  customer: string | null,
  version?: VersionNotice,
): Promise<MessageAction> {
  const delivery = await run.deps.ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  const { source, store } = run.envelope;
  // An erasure writes the tombstone moments after its claim. What is logged until then its last pass deletes, which begins
  // when all attempts have ended that may not have seen the tombstone: the customer's item need not be read here.
  if (customer !== null && (await run.deps.ledger.erasedAt({ source, store, customer })) !== undefined) {
    return finishErased(run, delivery);
  }
  const about = { customer, delivery, version };
  return finish(run, about, endOf(run, about, { outcome, reason }));
}

/** Ends an attempt at an event of which nothing is kept, whomever it names. */
export async function finishUnkept(
  run: Run,
  outcome: 'ignored' | 'refused' | 'retry',
  reason: Reason,
): Promise<MessageAction> {
  const delivery = await run.deps.ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  const about = { customer: null, delivery, erased: true } as const;
  return finish(run, about, endOf(run, about, { outcome, reason }));
}

/** Ends an attempt at an event of somebody who was erased. What its log held before goes, too. */
export const finishErased = (
  run: Run,
  delivery: DeliveryRecord | undefined,
  code: 'erased' | 'email-erased' | 'shop-erased' = 'erased',
): Promise<MessageAction> =>
  finish(run, { customer: null, delivery, erased: true }, { outcome: 'ignored', reason: { code } });

/** Ends an attempt at an event that came in before what is held of its shop was erased. */
export async function finishOfErasedShop(run: Run): Promise<MessageAction> {
  const delivery = await run.deps.ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  return finishErased(run, delivery, 'shop-erased');
}

/** The end, or that it is given up: what has been tried for days goes to the dead letters. */
export function endOf(run: Run, { delivery }: Pick<About, 'delivery'>, end: End): End {
  const since = triedSince(run, delivery);
  const isGivenUp =
    end.outcome === 'retry' && run.deps.now().getTime() - since > run.deps.settings.retry.giveUpAfterMs;
  if (!isGivenUp) return end;
  return { ...end, outcome: 'refused', reason: { code: 'given-up', params: { cause: end.reason } } };
}

/** When this message was first tried. What an earlier message of the delivery was given in time is not counted. */
function triedSince({ sentAt, started }: Run, delivery: DeliveryRecord | undefined): number {
  return delivery && delivery.triedSince >= sentAt ? delivery.triedSince : started.getTime();
}

/** Writes the delivery's log, and says what is to happen to the message. */
export async function finish(run: Run, about: About, end: End): Promise<MessageAction> {
  const { delivery } = about;
  const action = actionFor(run, end, delivery);
  const record = recordOf(run, about, end, action);
  if (!(await run.deps.ledger.record(record, delivery?.attemptCount ?? 0))) {
    return whenAnotherRecorded(run, about, end, action);
  }
  logAttempt({ envelope: run.envelope, record, about, end, reads: run.reads }, run.deps.log);
  return action;
}

/** @param delivery as it was before this attempt */
function actionFor({ deps, envelope }: Run, end: End, delivery: DeliveryRecord | undefined): MessageAction {
  if (end.outcome === 'refused') return { kind: 'dead-letter', reason: end.reason };
  if (end.outcome !== 'retry') return acknowledge;
  const before = delivery?.attempts ?? [];
  const tries = before.filter(({ series }) => series === envelope.series).length + 1;
  return { kind: 'delay', afterMs: backOff(tries, end.retryAfterMs, deps.settings.retry, deps.random) };
}

/** A copy of the same message was faster. What it settled stays; what it left open, this attempt settles. */
async function whenAnotherRecorded(
  run: Run,
  about: About,
  end: End,
  action: MessageAction,
): Promise<MessageAction> {
  const now = await run.deps.ledger.delivery(run.envelope.id);
  if (now === 'newer' || now === undefined) return delayWhileBusy(run.deps);
  // The write had landed, only its answer was lost, and the AWS client sent it again.
  if (now.attempts.some(({ id }) => id === run.id)) return action;
  return isOver(now, run.envelope) ? acknowledge : finish(run, { ...about, delivery: now }, end);
}

function recordOf(run: Run, about: About, end: End, action: MessageAction): DeliveryRecord {
  const { envelope, deps, started } = run;
  const { delivery } = about;
  const customer = about.customer ?? envelope.customer ?? delivery?.customer ?? null;
  const mapped = about.mapped ?? delivery?.mapped;
  const isErased = about.erased || envelope.erase || (delivery && isOfErased(delivery));
  const calls = [...(run.reads ?? []), ...(end.calls ?? [])];
  const attemptNow: Attempt = {
    id: run.id,
    series: envelope.series,
    at: started.toISOString(),
    ms: deps.now().getTime() - started.getTime(),
    outcome: end.outcome,
    reason: end.reason,
    // Of somebody erased not even what Masivo answered, masked, is kept.
    calls: isErased ? calls.map(({ answered: _, ...call }) => call) : calls,
    ...(end.walletId === undefined ? {} : { walletId: end.walletId }),
  };
  const content = isErased
    ? { ...envelopeWithout(envelope), customer: null, ...withAttempt(attemptsOfErased(delivery), attemptNow) }
    : {
        ...(keepsBody(end)
          ? { ...envelopeToStore(envelope, delivery), ...(mapped ? { mapped } : {}) }
          : envelopeWithoutEvent(envelope, delivery)),
        customer,
        ...withAttempt(delivery?.attempts ?? [], attemptNow),
      };
  return {
    v: itemVersions.delivery,
    ...content,
    ...(deps.mapping && !isErased ? { mapping: deps.mapping.hash } : {}),
    attemptCount: (delivery?.attemptCount ?? 0) + 1,
    ...(action.kind === 'delay'
      ? { nextTryAt: new Date(deps.now().getTime() + action.afterMs).toISOString() }
      : {}),
    triedSince: triedSince(run, delivery),
  };
}

/** Earlier attempts may name a wallet or another customer, unless they, too, were about somebody erased. */
const attemptsOfErased = (delivery: DeliveryRecord | undefined): readonly Attempt[] =>
  delivery && isOfErased(delivery) ? delivery.attempts : [];

/** The end of an attempt as the customer's item keeps it. */
export function lastOf({ id, envelope, deps }: Run, { calls: _, ...end }: End): LastAttempt {
  const at = deps.now().getTime();
  return { attempt: id, at, delivery: envelope.id, series: envelope.series, ...end };
}
