import { mostAtOnce } from '../core/answers/bulk';
import type { DiscardedDelivery, DiscardOptions, DiscardResult } from '../core/answers/discard';
import type { Call } from './call';

/** Some deliveries in each call, and for them the whole DLQ, look by look. */
export async function discard(
  ids: readonly string[],
  { note, onProgress = () => {} }: DiscardOptions = {},
  call: Call,
): Promise<DiscardResult> {
  const each: DiscardedDelivery[] = [];
  const all = new Set<string>();
  for (let first = 0; first < ids.length; first += mostAtOnce) {
    const some = ids.slice(first, first + mostAtOnce);
    const seen = new Set<string>();
    const deleted = new Map<string, number>();
    for (;;) {
      const before = seen.size;
      const part = await call('discard', { ids: some, note });
      for (const message of part.looked) {
        seen.add(message);
        all.add(message);
      }
      for (const id of part.deletedOf) deleted.set(id, (deleted.get(id) ?? 0) + 1);
      onProgress(all.size);
      // What was looked at before shows again.
      if (!part.atEnd && seen.size > before) continue;
      each.push(
        ...part.each.map((discarded, index) => {
          const id = some[index] ?? '';
          return { id, discarded, deleted: deleted.get(id) ?? 0 };
        }),
      );
      break;
    }
  }
  return { each, looked: all.size };
}
