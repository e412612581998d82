import type { JournalLine } from './journal';
import type { Given } from './settle';

export interface Counts {
  read: number;
  sent: number;
  settled: number;
  left: number;
  problems: number;
}

/** What an interrupted run leaves to its successor. */
export interface Unfinished {
  readonly counts: Counts;
  readonly nextChunk: number;
  /** Reading continues after this customer. */
  readonly cursor: string | null;
  /** Marked, or about to be, and certainly not sent. */
  readonly unsent: ReadonlySet<string>;
  /** Its request may have been sent; `there` are those whom Masivo showed before. */
  readonly unsure: (Given & { readonly there: readonly string[] }) | undefined;
  /** Sent, and not yet shown with its consent. */
  readonly unsettled: readonly Given[];
  /** When the last requests were sent, epoch ms. */
  readonly sentAt: readonly number[];
}

export const nothingDone: Unfinished = {
  counts: { read: 0, sent: 0, settled: 0, left: 0, problems: 0 },
  nextChunk: 1,
  cursor: null,
  unsent: new Set(),
  unsure: undefined,
  unsettled: [],
  sentAt: [],
};

// No limit of Masivo looks back further than an hour, and its shortest interval is five seconds.
const rememberedRequests = 1000;

/** Reads a journal of any length and keeps what is open. @returns undefined where no run is to be resumed */
export async function unfinished(
  lines: AsyncIterable<JournalLine> | Iterable<JournalLine>,
): Promise<{ run: string; begun: Extract<JournalLine, { is: 'begun' }>; left: Unfinished } | undefined> {
  let begun: Extract<JournalLine, { is: 'begun' }> | undefined;
  let unsent: string[] = [];
  let sending: Extract<JournalLine, { is: 'sending' }> | undefined;
  let cursor: string | null = null;
  let nextChunk = 1;
  const counts = { ...nothingDone.counts };
  const unsettled = new Map<number, Given>();
  const sentAt: number[] = [];
  const remember = (at: number) => {
    sentAt.push(at);
    if (sentAt.length > rememberedRequests) sentAt.shift();
  };
  for await (const line of lines) {
    switch (line.is) {
      case 'begun':
        begun = line;
        break;
      case 'marking':
        unsent.push(...line.customers);
        break;
      case 'sending':
        unsent = [];
        sending = line;
        cursor = line.cursor;
        nextChunk = line.chunk + 1;
        counts.read += line.read;
        counts.left += line.left.length;
        break;
      case 'again':
        if (sending?.chunk !== line.chunk) break;
        remember(sending.at);
        sending = { ...sending, at: line.at };
        break;
      case 'sent': {
        if (sending?.chunk !== line.chunk) break;
        const refused = new Set(line.refused.map(({ customer }) => customer));
        const given = sending.customers.filter((customer) => !refused.has(customer));
        unsettled.set(line.chunk, {
          chunk: line.chunk,
          customers: [...given, ...sending.there],
          at: line.at,
        });
        counts.sent += given.length + sending.there.length;
        counts.problems += refused.size;
        if (sending.customers.length > 0) remember(sending.at);
        sending = undefined;
        break;
      }
      case 'settled':
        counts.settled += unsettled.get(line.chunk)?.customers.length ?? 0;
        counts.problems += line.problems.length;
        unsettled.delete(line.chunk);
        break;
      case 'ended':
        return undefined;
      default:
        line satisfies never;
    }
  }
  if (!begun) return undefined;
  const left: Unfinished = {
    counts,
    nextChunk,
    cursor,
    unsent: new Set(unsent),
    unsure: sending && {
      chunk: sending.chunk,
      customers: sending.customers,
      there: sending.there,
      at: sending.at,
    },
    unsettled: [...unsettled.values()],
    sentAt: sending && sending.customers.length > 0 ? [...sentAt, sending.at] : sentAt,
  };
  return { run: begun.run, begun, left };
}
