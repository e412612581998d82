import type { Reason } from '../reasons/reason';
import { reasonOfStatus, verdictOn } from '../retry/retry-policy';
import type { StoreSettings } from '../settings';
import { consentToRecord } from './consent-to-record';
import { creationPolicy } from './creation-policy';
import { type KeptSnapshot, unknownCustomer } from './customer-state';
import { finish, isOver, type Run } from './finish';
import { askedFor } from './masivo-id';
import { acknowledge, delayForNewerCode, type MessageAction } from './message-action';

/**
 * A selftest goes the way of a signup up to the request that would create its shopper: signed in, and answered
 * by Masivo that it has nobody of that id. The ledger keeps the delivery and hears of no customer; whatever is
 * found ends it, because nobody waits for it.
 */
export async function runSelftest(
  run: Run,
  store: StoreSettings,
  mine: KeptSnapshot,
): Promise<MessageAction> {
  const { deps, envelope } = run;
  const delivery = await deps.ledger.delivery(envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, envelope)) return acknowledge;
  const endsAt = new Date(deps.now().getTime() + deps.settings.leaseMs);
  const slots = await deps.limiter.reserve(endsAt);
  if ('waitMs' in slots) return { kind: 'delay-while-blocked', atLeastMs: slots.waitMs };
  const masivo = deps.masivo(slots, endsAt);

  const signedIn = await masivo.signIn();
  const asked = signedIn.kind === 'ok' ? await masivo.find(askedFor(mine)) : signedIn;
  const end = (reason: Reason) =>
    finish(run, { customer: null, delivery }, { outcome: 'ignored', reason, calls: masivo.calls });
  const fail = (cause: Reason | null) => end({ code: 'selftest-would-not-create', params: { cause } });
  if (asked.kind !== 'ok') {
    const verdict = verdictOn('find', asked);
    return fail(verdict.kind === 'ask' ? reasonOfStatus(verdict) : verdict.reason);
  }
  if (asked.value) return fail({ code: 'id-exists' });

  const decision = creationPolicy({ target: mine, state: unknownCustomer, store, release: undefined });
  if (decision.kind === 'deny') return fail(decision.reason);
  const consent = consentToRecord(store, mine, null, { must: true }) !== null;
  return end({ code: 'selftest-would-create', params: { consent } });
}
