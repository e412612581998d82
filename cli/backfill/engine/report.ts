import { closeSync, openSync, writeSync } from 'node:fs';
import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';
import type { JournalLine } from './journal';
import { type InFile, type Tally, tally } from './tally';

const noTier = { code: 'without-tier' } as const;

/**
 * Writes the result of every customer as JSON lines: `{"customer","line","lastLine","what","reason","text"}`, with its
 * lines where it was left out of a CSV file. Ids and reasons only. A customer's last line of the report counts, because
 * a customer that was sent may turn out not to show.
 * @returns the same as counts
 */
export async function writeReport(
  file: string,
  lines: AsyncIterable<JournalLine> | Iterable<JournalLine>,
): Promise<Tally> {
  const handle = openSync(file, 'w', 0o600);
  const counted = tally();
  const write = (customer: string | null, what: string, reason: BackfillReason | null, at: InFile = {}) =>
    writeSync(
      handle,
      `${JSON.stringify({ customer, ...at, what, ...(reason === null ? {} : { reason, text: backfillTextOf(reason) }) })}\n`,
    );
  let sending: Extract<JournalLine, { is: 'sending' }> | undefined;
  let sent = 0;
  /** Of the chunks that are not settled: whose tier was not sent. */
  const withoutTier = new Map<number, ReadonlySet<string>>();
  let tiersLacking = 0;
  try {
    for await (const line of lines) {
      if (line.is === 'sending') {
        sending = line;
        withoutTier.set(line.chunk, new Set(line.withoutTier));
        for (const { customer, why, reason, ...at } of line.left) {
          write(customer, why, reason, at);
          counted.add(why, reason, at);
        }
      } else if (line.is === 'sent' && sending?.chunk === line.chunk) {
        const lacking = withoutTier.get(line.chunk);
        for (const customer of [...sending.customers, ...sending.there])
          write(customer, 'sent', lacking?.has(customer) ? noTier : null);
        sent += sending.customers.length + sending.there.length;
        tiersLacking += lacking?.size ?? 0;
        notSent(line.chunk, line.refused);
      } else if (line.is === 'settled') {
        notSent(
          line.chunk,
          line.problems.filter(({ what }) => what === 'not-shown'),
        );
        problems(line.problems.filter(({ what }) => what !== 'not-shown'));
        withoutTier.delete(line.chunk);
      }
    }
  } finally {
    closeSync(handle);
  }
  return [
    { what: 'sent', code: null, text: '', count: sent - tiersLacking },
    ...(tiersLacking === 0
      ? []
      : [{ what: 'sent', code: noTier.code, text: backfillTextOf(noTier), count: tiersLacking }]),
    ...counted.result(),
  ];

  function notSent(chunk: number, found: Extract<JournalLine, { is: 'settled' }>['problems']): void {
    sent -= problems(found);
    const lacking = withoutTier.get(chunk);
    tiersLacking -= found.filter(({ customer }) => lacking?.has(customer)).length;
  }

  function problems(found: Extract<JournalLine, { is: 'settled' }>['problems']): number {
    for (const { customer, what, reason } of found) {
      write(customer, what, reason);
      counted.add(what, reason);
    }
    return found.length;
  }
}
