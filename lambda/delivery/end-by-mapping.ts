import type { CustomerName } from '../ledger/table';
import type { KeptSnapshot } from './customer-state';
import type { EventNotices } from './event-notices';
import { type End, finish, finishErased, type Run } from './finish';
import { stateOf } from './intent';
import type { MessageAction } from './message-action';
import { openedFor } from './opened';
import { isFromBefore } from './sync/erased-email';

/**
 * Ends an attempt whose event the environment's own mapping skips, or cannot map. What an earlier attempt at it may have
 * sent to Masivo, under the mapping of then, goes on: its customer would lack a consent record else.
 * @param mine the event's snapshot without the mapping: whose e-mail was erased leaves nothing here either.
 */
export async function endByMapping(
  run: Run,
  name: CustomerName,
  mine: KeptSnapshot,
  end: End,
  notices: EventNotices,
): Promise<MessageAction | 'goes-on'> {
  const { deps, envelope } = run;
  const opened = await openedFor(run, name, mine.customer.email);
  if (opened.kind === 'over') return opened.action;
  const { customer, delivery, emailErasedAt } = opened;
  const { newest, uncertain } = stateOf(customer, deps.settings.masivo.lateLandingMs);
  const mayHaveSent =
    uncertain !== null && (uncertain.created || uncertain.overwrites || uncertain.consentDue);
  if (newest?.delivery === envelope.id && mayHaveSent) return 'goes-on';
  if (emailErasedAt !== undefined && isFromBefore(mine, emailErasedAt)) {
    return finishErased(run, delivery, 'email-erased');
  }
  return finish(run, { ...notices, customer: name.customer, delivery }, end);
}
