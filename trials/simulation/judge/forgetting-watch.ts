import { table } from '../../../lambda/ledger/table';
import type { Item } from '../models/expressions/values';
import type { Step } from '../spec';

export interface ForgettingWatch {
  /** The step was sent as this delivery. */
  onSent(step: Step, delivery: string): void;
  /** @param before what the write replaces */
  onItem(pk: string, item: Item | undefined, before: Item | undefined): void;
  /** Whether the customer's item that knew of the step has expired, and nothing told of it again since. */
  isForgotten(customer: string, step: Step): boolean;
}

/**
 * Sees whose item has expired, and what the next one cannot know: a delivery that had ended before the next one was
 * written. What was in a queue meanwhile, however old it is, was tried after that, and counts.
 */
export function forgettingWatch(): ForgettingWatch {
  const expiring = new Set<string>();
  let writes = 0;
  const anew = new Map<string, number>();
  const logged = new Map<string, number>();
  const sent = new Map<Step, string>();
  return {
    onSent: (step, delivery) => void sent.set(step, delivery),
    onItem(pk, item, before) {
      writes += 1;
      const id = pk.split('|').at(-1) ?? '';
      if (pk.includes('|delivery|')) logged.set(id, writes);
      if (!pk.includes('|customer|')) return;
      if (expiring.has(pk) && !before) anew.set(id, writes);
      if (item?.[table.expiry] === undefined) expiring.delete(pk);
      else expiring.add(pk);
    },
    isForgotten(customer, step) {
      const since = anew.get(customer);
      const ended = logged.get(sent.get(step) ?? '');
      return since !== undefined && ended !== undefined && ended < since;
    },
  };
}
