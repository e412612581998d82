import { createHash } from 'node:crypto';

/** How a row stands to the others of its ID. */
export type Standing = 'first' | 'again' | 'differs' | 'unknown';

/** Which IDs a file has more than once. */
export interface IdTable {
  /** @param content what the row says */
  add(id: string, content: string, line: number): void;
  /** `first` and `again` where all rows of the ID say the same; `unknown` where none was added. */
  standingOf(id: string, line: number): Standing;
}

const wordsInSlot = 4;
/** The highest bit of a slot's line: rows of this ID differ. Files have fewer lines. */
const differs = 0x8000_0000;

/**
 * A row takes a slot of 16 bytes, whatever it holds: 64 bits of the ID's hash, 32 of the content's, and the first line.
 * A third of the slots is free. So a million rows are 34 MB, and no list of IDs that grows with them.
 */
export function idTable(slotsAtFirst = 1024): IdTable {
  let slots = slotsAtFirst;
  let words = new Uint32Array(slots * wordsInSlot);
  let used = 0;

  const wordAt = (place: number) => words[place] ?? 0;

  /** The place of the ID, or of the free slot for it. */
  function placeOf(high: number, low: number): number {
    for (let slot = low % slots; ; slot = (slot + 1) % slots) {
      const at = slot * wordsInSlot;
      const isFree = wordAt(at + 3) === 0;
      if (isFree || (wordAt(at) === high && wordAt(at + 1) === low)) return at;
    }
  }

  function grow(): void {
    const before = words;
    slots *= 2;
    words = new Uint32Array(slots * wordsInSlot);
    for (let at = 0; at < before.length; at += wordsInSlot) {
      const slot = before.subarray(at, at + wordsInSlot);
      const [high = 0, low = 0, , line = 0] = slot;
      if (line !== 0) words.set(slot, placeOf(high, low));
    }
  }

  return {
    add(id, content, line) {
      if (used * 3 >= slots * 2) grow();
      const [high, low] = hashOf(id);
      const [said] = hashOf(content);
      const at = placeOf(high, low);
      if (wordAt(at + 3) === 0) {
        words.set([high, low, said, line], at);
        used += 1;
      } else if (wordAt(at + 2) !== said) words[at + 3] = wordAt(at + 3) | differs;
    },
    standingOf(id, line) {
      const first = wordAt(placeOf(...hashOf(id)) + 3);
      if (first === 0) return 'unknown';
      if (first >= differs) return 'differs';
      return first === line ? 'first' : 'again';
    },
  };
}

function hashOf(text: string): readonly [number, number] {
  const hash = createHash('sha256').update(text).digest();
  return [hash.readUInt32LE(0), hash.readUInt32LE(4)];
}
