import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJson } from './openapi-checks';

/** An append-only list of JSON lines. */
export interface Journal {
  /** What an earlier run wrote. */
  readonly past: readonly unknown[];
  /** Returns once the lines are written: an answer never promises what a restart would forget. */
  append(lines: readonly unknown[]): void;
}

/** Opens the journal in `file`; without a file nothing outlives the process. */
export function openJournal(file: string | undefined): Journal {
  if (file === undefined) return { past: [], append: () => undefined };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file)) chmodSync(file, 0o600);
  return {
    past: existsSync(file) ? readPast(file) : [],
    append(lines) {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      if (lines.length > 0) appendFileSync(file, text, { mode: 0o600 });
    },
  };
}

function readPast(file: string): unknown[] {
  const bytes = readFileSync(file);
  // A line counts once its line break is written. The rest is a write that was cut short and so was never
  // answered: it is cut off, or the next line would be glued to it.
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const read = readJson(line);
    if (!read.ok) throw new Error(`${file} is damaged: line ${index + 1} is not JSON`);
    return read.value;
  });
}
