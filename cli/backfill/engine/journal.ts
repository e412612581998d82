import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import * as v from 'valibot';
import { BackfillReason, leftAs, problems } from '../../../lambda/reasons/backfill';
import { linesOf } from './readers/json-lines';

const Ids = v.array(v.string());
const Left = v.object({
  customer: v.nullable(v.string()),
  why: v.picklist(leftAs),
  reason: BackfillReason,
  line: v.optional(v.number()),
  lastLine: v.optional(v.number()),
});
const Problem = v.object({
  customer: v.string(),
  what: v.picklist(problems),
  reason: BackfillReason,
});

/** What a run is about. A run about something else begins a journal of its own. */
export const Identity = v.object({
  environment: v.string(),
  /** The label of the Masivo account. */
  account: v.string(),
  source: v.string(),
  store: v.string(),
  since: v.nullable(v.string()),
  until: v.string(),
  /** What is read: `vendor`, or a file with its size. */
  input: v.string(),
});
export type Identity = v.InferOutput<typeof Identity>;

/**
 * The lines of a journal. Each chunk goes through these, and the order of its first ones says whether
 * it may have been sent to Masivo:
 *
 * - `marking`: its customers are being marked in the ledger. Certainly not sent.
 * - `sending`: all are marked, and the request may have been sent from here on.
 * - `again`: it is sent once more, or in parts: refused, too early, or without an answer.
 * - `sent`: Masivo accepted it.
 * - `settled`: Masivo shows it, and consent is in.
 *
 * They hold ids, never a name or an e-mail.
 */
const JournalLine = v.variant('is', [
  v.object({ is: v.literal('begun'), v: v.literal(1), run: v.string(), at: v.number(), about: Identity }),
  v.object({ is: v.literal('marking'), chunk: v.number(), customers: Ids }),
  v.object({
    is: v.literal('sending'),
    chunk: v.number(),
    at: v.number(),
    /** Reading continues after this. */
    cursor: v.nullable(v.string()),
    read: v.number(),
    /** Those to be sent, and those that an earlier run had sent already. */
    customers: Ids,
    there: Ids,
    /** Of those to be sent: whose tier Masivo does not get. */
    withoutTier: v.optional(Ids),
    left: v.array(Left),
  }),
  v.object({ is: v.literal('again'), chunk: v.number(), at: v.number() }),
  v.object({ is: v.literal('sent'), chunk: v.number(), at: v.number(), refused: v.array(Problem) }),
  v.object({ is: v.literal('settled'), chunk: v.number(), problems: v.array(Problem) }),
  v.object({ is: v.literal('ended'), at: v.number() }),
]);
export type JournalLine = v.InferOutput<typeof JournalLine>;

/** The message says what to do. */
export class DamagedJournal extends Error {}

export interface Journal {
  /** Resolves when the line is on the disk: what follows relies on it. */
  append(line: JournalLine): void;
  close(): void;
}

export function openJournal(file: string): Journal {
  const handle = openSync(file, 'a', 0o600);
  let isOpen = true;
  return {
    append(line) {
      // Its handle may be another file's by now.
      if (!isOpen) throw new Error('The journal is closed');
      writeSync(handle, `${JSON.stringify(line)}\n`);
      fsyncSync(handle);
    },
    close() {
      isOpen = false;
      closeSync(handle);
    },
  };
}

/** All whole lines, oldest first. @throws DamagedJournal where one cannot be read */
export async function* readJournal(file: string): AsyncGenerator<JournalLine> {
  if (!existsSync(file)) return;
  cutOffTorn(file);
  for await (const { text } of linesOf(file, 0)) {
    const line = v.safeParse(v.pipe(v.string(), v.parseJson(), JournalLine), text);
    if (!line.success) {
      throw new DamagedJournal(
        `${file} is damaged, or of another version. Begin anew with --restart --yes: customers sent already are skipped.`,
      );
    }
    yield line.output;
  }
}

const longestLine = 4_000_000;

/** A last line without an end was being written when the process died: what it announces was never begun. */
function cutOffTorn(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, longestLine));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    ftruncateSync(handle, size - tail.length + tail.lastIndexOf(0x0a) + 1);
  } finally {
    closeSync(handle);
  }
}
