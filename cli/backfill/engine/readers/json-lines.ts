import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { UnreadableStore } from './reader';

export interface Line {
  readonly text: string;
  /** In bytes from the beginning of the file: where the next line begins. */
  readonly end: number;
}

const newline = 0x0a;
// A customer with a long note has some KB. Without a limit, a file that is no JSONL would fill the memory.
const longestLine = 4_000_000;

// Some editors and exports put it before the text. It is none of JSON's characters.
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the first line begins: behind a byte order mark. */
function beginOf(file: string): number {
  const first = Buffer.alloc(byteOrderMark.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, first);
  } finally {
    closeSync(handle);
  }
  return first.equals(byteOrderMark) ? byteOrderMark.length : 0;
}

/**
 * The lines of a file from a byte on, one after the other. A last line without an end counts too.
 * @throws UnreadableStore where a line is too long to be one
 */
export async function* linesOf(file: string, from: number): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let at = Math.max(from, beginOf(file));
  for await (const chunk of createReadStream(file, { start: at })) {
    let bytes = Buffer.concat([rest, Buffer.from(chunk)]);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline)) {
      at += end + 1;
      yield { text: textOf(bytes.subarray(0, end)), end: at };
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > longestLine) {
      throw new UnreadableStore(
        `${file} has a line longer than ${longestLine} bytes: is it JSON, a customer a line?`,
      );
    }
    rest = bytes;
  }
  if (rest.length > 0) yield { text: textOf(rest), end: at + rest.length };
}

/** Files that were joined have such a mark inside, too. */
const textOf = (line: Buffer): string => line.toString('utf8').replace(/^\uFEFF/, '');

/** How many lines hold anything. */
export async function countLines(file: string): Promise<number> {
  let count = 0;
  let open = false;
  for await (const chunk of createReadStream(file, { start: beginOf(file) })) {
    for (const byte of Buffer.from(chunk)) {
      if (byte === newline) {
        if (open) count += 1;
        open = false;
      } else open = true;
    }
  }
  return open ? count + 1 : count;
}
