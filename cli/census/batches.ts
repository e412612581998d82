import type { ReceivedEvent } from '../../lambda/sources/source';
import { mostListed } from '../../operator/core/answers/census';
import type { ListedCustomer } from '../backfill/engine/readers/reader';

/** Calls of the function under way at once. */
const atOnce = 4;
/** A call holds 6 MB, and a body may have a long note. */
const mostBytes = 2_000_000;

/** Works on a stream in batches, some at once. The first rejection ends it, once what is under way has ended. */
export async function inBatches(
  listed: AsyncIterable<ListedCustomer>,
  work: (events: readonly ReceivedEvent[]) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  function begin(events: readonly ReceivedEvent[]): void {
    const one: Promise<void> = work(events)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(one));
    running.add(one);
  }

  const batch = batcher();
  try {
    for await (const { event } of listed) {
      const full = batch.add(event);
      if (full) begin(full);
      if (running.size >= atOnce) await Promise.race(running);
      if (failure) break;
    }
    const rest = batch.rest();
    if (rest.length > 0 && !failure) begin(rest);
  } finally {
    await Promise.all(running);
  }
  if (failure) throw failure.error;
}

/** The same of a few. */
export function batchesOf(events: readonly ReceivedEvent[]): readonly (readonly ReceivedEvent[])[] {
  const batch = batcher();
  const full = events.flatMap((event) => {
    const done = batch.add(event);
    return done ? [done] : [];
  });
  const rest = batch.rest();
  return rest.length > 0 ? [...full, rest] : full;
}

/** Gathers as many as one call holds. */
function batcher() {
  let events: ReceivedEvent[] = [];
  let bytes = 0;
  function rest(): readonly ReceivedEvent[] {
    const gathered = events;
    events = [];
    bytes = 0;
    return gathered;
  }
  return {
    /** @returns a batch that is full. */
    add(event: ReceivedEvent): readonly ReceivedEvent[] | undefined {
      events.push(event);
      bytes += event.body.length;
      return events.length >= mostListed || bytes >= mostBytes ? rest() : undefined;
    },
    rest,
  };
}
