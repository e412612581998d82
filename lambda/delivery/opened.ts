import type { Envelope } from '../envelope';
import type { Opened } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import { finish, finishErased, isOver, type Run } from './finish';
import { isBusy, type LastAttempt } from './intent';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from './message-action';

export type OpenedFor =
  | Extract<Opened, { kind: 'open' }>
  | { readonly kind: 'over'; readonly action: MessageAction };

/**
 * The customer and the delivery's log, unless nothing is left to do or somebody else is at it. Of somebody who was erased
 * nothing is.
 * @param email of the event at hand.
 */
export async function openedFor(run: Run, name: CustomerName, email?: string | null): Promise<OpenedFor> {
  const { envelope, deps } = run;
  const over = (action: MessageAction) => ({ kind: 'over', action }) as const;
  const opened = await deps.ledger.open(name, envelope.id, email);
  if (opened.kind === 'newer') return over(delayForNewerCode);
  const { customer, delivery } = opened;
  if (isOver(delivery, envelope)) return over(acknowledge);
  if (opened.kind === 'erased') return over(await finishErased(run, delivery));
  if (isBusy(customer, deps.now().getTime())) return over(delayWhileBusy(deps));
  const unlogged = unloggedEnd(customer.last, delivery?.attempts ?? [], envelope);
  if (!unlogged) return opened;
  const about = { customer: name.customer, delivery };
  return over(await finish({ ...run, id: unlogged.attempt }, about, unlogged));
}

/**
 * How an attempt at this delivery ended that died before it could log it: between the two, nothing is left to do but
 * to log it and act on it.
 */
function unloggedEnd(
  last: LastAttempt | null,
  logged: readonly { readonly id: string }[],
  { id, series }: Envelope,
): LastAttempt | undefined {
  if (last?.delivery !== id || last.series !== series) return undefined;
  return logged.some((each) => each.id === last.attempt) ? undefined : last;
}
