import type { Task } from '../ledger/task';
import type { Parsed, PrivacyRequest } from '../sources/source';
import type { StoreName } from '../store-name';
import { finish, finishErased, isOver, type Run } from './finish';
import { acknowledge, delayForNewerCode, type MessageAction } from './message-action';
import { namedByEmail } from './named-by-email';

/**
 * Writes down what a store asks an operator to do, before the delivery ends. What names the person is the id, or an HMAC
 * of the e-mail where neither the store nor the ledger's index has an id. Of somebody erased nothing is left to tell.
 */
export async function recordRequest(
  run: Run,
  store: StoreName,
  { about, reason }: Pick<Extract<Parsed, { kind: 'request' }>, 'about' | 'reason'>,
): Promise<MessageAction> {
  const { ledger } = run.deps;
  const delivery = await ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  const tasks = await tasksOf(run, store, about);
  if (tasks === 'newer') return delayForNewerCode;
  if (tasks === 'erased') return finishErased(run, delivery);
  for (const task of tasks) await ledger.writeTask(task);
  return finish(run, { customer: null, delivery, erased: true }, { outcome: 'ignored', reason });
}

async function tasksOf(
  { deps, envelope }: Run,
  store: StoreName,
  about: PrivacyRequest,
): Promise<readonly Task[] | 'erased' | 'newer'> {
  const { ledger } = deps;
  const task = { ...store, kind: about.kind, since: envelope.receivedAt };
  if (about.kind === 'shop-redact') return [{ ...task, subject: null, customer: null }];
  const { customer, email } = about;
  const names =
    customer === null
      ? email === null
        ? []
        : await namedByEmail(store, email, deps)
      : [{ ...store, customer }];
  if (names === 'newer') return names;
  if (names.length === 0 && email !== null) {
    if ((await ledger.erasedAt({ email })) !== undefined) return 'erased';
    return [{ ...task, subject: await ledger.subjectOf({ email }), customer: null }];
  }
  const tasks: Task[] = [];
  for (const name of names) {
    const opened = await ledger.open(name, envelope.id);
    if (opened.kind === 'newer') return 'newer';
    if (opened.kind === 'erased') continue;
    tasks.push({ ...task, subject: await ledger.subjectOf(name), customer: name.customer });
  }
  return tasks.length === 0 ? 'erased' : tasks;
}
