import type { DeadLettersLookedAt } from '../core/answers/erasure';
import type { DeadLetterLook } from '../core/dead-letters-of';

/** The whole DLQ, look by look. */
export async function lookedThrough(
  look: () => Promise<DeadLetterLook>,
  onProgress: (looked: number) => void = () => {},
): Promise<DeadLettersLookedAt> {
  const seen = new Set<string>();
  let deleted = 0;
  for (;;) {
    const before = seen.size;
    const part = await look();
    for (const id of part.looked) seen.add(id);
    deleted += part.deleted;
    onProgress(seen.size);
    // What was looked at before shows again.
    if (part.atEnd || seen.size === before) return { looked: seen.size, deleted };
  }
}
