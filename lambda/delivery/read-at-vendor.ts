import type { StoreSettings } from '../settings';
import type { Parsed, ReceivedEvent, Source } from '../sources/source';
import { endOf, finish, type Run } from './finish';
import type { MessageAction } from './message-action';
import { openedFor } from './opened';

export interface Wanted {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly event: ReceivedEvent;
  readonly wanted: Extract<Parsed, { kind: 'to-read' }>;
}

/**
 * Reads at the vendor what an event only names. Nothing is claimed meanwhile: the customer is free for others, and an
 * attempt that dies here has done nothing. Whatever the ledger knows to be over is not read again: the vendor may show
 * something else by now than what the customer's item says became of the delivery.
 */
export async function readAtVendor(
  run: Run,
  { source, store, event, wanted }: Wanted,
): Promise<
  | { readonly kind: 'over'; readonly action: MessageAction }
  | { readonly kind: 'read'; readonly run: Run; readonly parsed: Exclude<Parsed, { kind: 'to-read' }> }
> {
  const { customer } = wanted;
  const opened = await openedFor(run, { source: source.name, store: store.store, customer });
  if (opened.kind === 'over') return opened;
  const over = (action: MessageAction) => ({ kind: 'over', action }) as const;
  const ask = run.deps.vendorOf(store);
  // A source whose events have to be completed names the API: anything else is a bug.
  if (!ask) throw new Error(`Nothing reads for ${source.name}`);
  const read = await ask(wanted.reads);
  switch (read.kind) {
    case 'blocked':
      return over({ kind: 'delay-while-blocked', atLeastMs: read.ms });
    case 'no-slot':
      return over({ kind: 'delay-for-slot', afterMs: read.waitMs });
    case 'failed': {
      const { reason, calls, retryAfterMs } = read;
      const about = { customer, delivery: opened.delivery };
      const end = {
        outcome: 'retry',
        reason,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      } as const;
      const told = { ...run, reads: calls };
      return over(await finish(told, about, endOf(told, about, end)));
    }
    case 'answered': {
      const parsed = source.parse({ ...event, answers: read.answers }, store);
      if (parsed.kind === 'to-read') throw new Error(`${source.name} asks for what it was given`);
      return { kind: 'read', run: { ...run, reads: read.calls }, parsed };
    }
    default:
      return read satisfies never;
  }
}
