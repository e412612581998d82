import type { ActionLog, NewAction } from './actions';
import type { Bulk } from './answers/bulk';
import { countText } from './text/quantities';

/** One call of several: the one that begins them and says for how many, or one that does some. */
export type BulkCall<T> =
  | { readonly count: number }
  | { readonly subjects: readonly T[]; readonly bulk: string };

interface Act<T, R> {
  readonly action: Pick<NewAction, 'what' | 'release'>;
  /** What one subject is called: `delivery`. */
  readonly noun: string;
  readonly actOn: (subject: T) => Promise<R>;
  readonly actions: ActionLog;
}

/** An act on many, in several calls under one record that says how many; without the record nothing is done. */
export async function inBulk<T, R>(
  call: BulkCall<T>,
  { action, noun, actOn, actions }: Act<T, R>,
): Promise<Bulk<R>> {
  if ('count' in call) {
    const about = countText(call.count, noun);
    return { kind: 'begun', bulk: await actions.begin({ ...action, about }, call.count) };
  }
  const { subjects, bulk } = call;
  if (!(await actions.spend(bulk, action, subjects.length))) return { kind: 'unrecorded' };
  const each: R[] = [];
  for (const subject of subjects) each.push(await actOn(subject));
  return { kind: 'done', each };
}
