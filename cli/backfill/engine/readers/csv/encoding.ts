import { closeSync, openSync, readSync } from 'node:fs';
import { UnreadableStore } from '../reader';

export type CsvEncoding = 'utf8' | 'utf16le';

/** What the first bytes of a file say of its encoding. @throws UnreadableStore for what is no text that is read */
export function encodingOf(file: string): CsvEncoding {
  const first = firstBytes(file);
  const begins = (...bytes: readonly number[]) => bytes.every((byte, place) => first[place] === byte);
  // Excel's "Unicode Text".
  if (begins(0xff, 0xfe)) return 'utf16le';
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0xd0, 0xcf, 0x11, 0xe0)) {
    throw new UnreadableStore(`${file} is a workbook and not CSV: in Excel, save it as "CSV UTF-8".`);
  }
  if (begins(0x1f, 0x8b)) throw new UnreadableStore(`${file} is compressed: unpack it first.`);
  // UTF-16 of another kind has a zero beside each letter.
  if (first.includes(0)) {
    throw new UnreadableStore(`${file} is not in UTF-8: save it as "CSV UTF-8".`);
  }
  return 'utf8';
}

function firstBytes(file: string): Buffer {
  const bytes = Buffer.alloc(1024);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}
