import type { StoreName } from '../../store-name';
import { finishErased, isOver, type Run } from '../finish';
import { acknowledge, delayForNewerCode, type MessageAction } from '../message-action';
import { namedByEmail } from '../named-by-email';
import { endDataRequests } from './end-data-requests';
import { erase } from './erase';

/** Erases whom a store names: by its id, or, where it gives none, by the e-mail, as the ledger's index knows it. */
export async function eraseNamed(
  run: Run,
  store: StoreName,
  { customer, email }: { readonly customer: string | null; readonly email: string | null },
): Promise<MessageAction> {
  const { ledger, now, emailKey } = run.deps;
  const also = email === null ? [] : [{ email }];
  if (customer !== null) return erase(run, { ...store, customer }, also);
  const known = email === null ? [] : await namedByEmail(store, email, run.deps);
  if (known === 'newer') return delayForNewerCode;
  const [first, ...others] = known;
  if (first) {
    const isMore = others.length > 0;
    return erase(run, first, also, email === null ? { isMore } : { isMore, emailKey: await emailKey(email) });
  }
  const delivery = await ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  await ledger.writeTombstones(also, now().getTime());
  await endDataRequests(store, also, ledger);
  return finishErased(run, delivery);
}
