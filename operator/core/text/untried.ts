import type { Untried } from '../answers/overview';
import { durationText, numberText } from './quantities';

/** `1,200 accepted and not tried yet, the oldest on the queue for 2 h`. */
export function untriedText({ messages, atMost, oldestMs }: Untried): string {
  const count = `${atMost ? 'at most ' : ''}${numberText(messages)} accepted and not tried yet`;
  return oldestMs === null ? count : `${count}, the oldest on the queue for ${durationText(oldestMs)}`;
}
