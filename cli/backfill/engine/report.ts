import { closeSync, openSync, writeSync } from 'node:fs';
import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';
import type { JournalLine } from './journal';
import { type InFile, type Tally, tally } from './tally';

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
  try {
    for await (const line of lines) {
      if (line.is === 'sending') {
        sending = line;
        for (const { customer, why, reason, ...at } of line.left) {
          write(customer, why, reason, at);
          counted.add(why, reason, at);
        }
      } else if (line.is === 'sent' && sending?.chunk === line.chunk) {
        for (const customer of [...sending.customers, ...sending.there]) write(customer, 'sent', null);
        sent += sending.customers.length + sending.there.length;
        sent -= problems(line.refused);
      } else if (line.is === 'settled')
        sent -= problems(line.problems.filter(({ what }) => what === 'not-shown'));
      if (line.is === 'settled') problems(line.problems.filter(({ what }) => what !== 'not-shown'));
    }
  } finally {
    closeSync(handle);
  }
  return [{ what: 'sent', code: null, text: '', count: sent }, ...counted.result()];

  function problems(found: Extract<JournalLine, { is: 'settled' }>['problems']): number {
    for (const { customer, what, reason } of found) {
      write(customer, what, reason);
      counted.add(what, reason);
    }
    return found.length;
  }
}
