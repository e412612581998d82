import type { Random } from '../chaos/random';
import type { Focus } from './focus';
import type { Version } from './spec';

export const phoneOf = (number: number, version: number) =>
  `+1555${String(number * 100 + version).padStart(7, '0')}`;

export interface Change {
  /** The customer's. */
  readonly number: number;
  /** Everybody's, its own last. */
  readonly emails: readonly string[];
  readonly atMs: number;
  readonly place: number;
}

/** One field or two change, or come, or are taken back. */
export function nextVersion(before: Version, change: Change, focus: Focus, random: Random): Version {
  const { number, atMs, place } = change;
  let next: Version = { ...before, atMs, statement: random.chance(0.5) ? undefined : before.statement };
  for (let changes = random.between(1, 2); changes > 0; changes -= 1) {
    if (random.chance(focus.changesStatement)) {
      next = { ...next, statement: random.chance(0.5) };
      continue;
    }
    switch (random.between(0, 5)) {
      case 0:
        next = { ...next, name: `Shopper Number${number} Version${place}` };
        break;
      case 1:
        next = { ...next, phone: random.chance(0.4) ? null : phoneOf(number, place) };
        break;
      case 2:
        next = { ...next, birthDate: before.birthDate === null ? '1985-01-31' : null };
        break;
      case 3:
        next = { ...next, gender: before.gender === null ? 'female' : null };
        break;
      case 4:
        next = { ...next, email: nextEmail(before.email, change, random) };
        break;
      default:
        next = { ...next, note: random.chance(0.3) ? null : `Shopper note ${place}` };
    }
  }
  return next;
}

/** It comes, goes, or becomes another: one of its own, or one that somebody else has. */
function nextEmail(before: string | null, { number, emails }: Change, random: Random): string | null {
  const own = emails.at(-1) ?? null;
  if (!before) return own;
  return random.pick([
    own,
    `moved.${number}@example.com`,
    emails[random.between(0, emails.length - 1)] ?? own,
    null,
    '',
  ]);
}
