import { readEnvelope } from '../../lambda/envelope';
import type { Harness } from '../support/harness';
import { read } from './readings';
import type { Frozen, Release } from './release-folder';
import { attempted, restored } from './world';

/** What the code makes of something frozen: an attempt's end, or what it reads. */
export async function met(
  harness: Harness,
  before: Frozen,
  { items }: Pick<Release, 'items'>,
): Promise<unknown> {
  if (before.kind === 'reading') return read(before.reading, await restored(harness, before, items));
  const message = readEnvelope(before.message);
  // Both wait for the code that wrote them, as handle-message.ts and attempt.ts have it.
  if (message.kind === 'newer') return newer;
  if (message.kind === 'unreadable') throw new Error('The message is unreadable');
  const world = await restored(harness, before, items, before.masivo);
  return attempted(harness, world, message.envelope, before);
}

const newer = { action: 'delay-while-blocked' };

export interface Numbered {
  readonly story: string;
  /** From 1 in its story. */
  readonly step: number;
  readonly before: Frozen;
}

export function numbered(frozen: readonly Frozen[]): readonly Numbered[] {
  const steps = new Map<string, number>();
  return frozen.map((before) => {
    const step = (steps.get(before.story) ?? 0) + 1;
    steps.set(before.story, step);
    return { story: before.story, step, before };
  });
}
