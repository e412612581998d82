import { memberOf, parsedJson } from '../../../lambda/json';
import type { ReceivedEvent } from '../../../lambda/sources/source';
import { countLines, linesOf } from '../../backfill/engine/readers/json-lines';
import type { CustomerReader, ListedCustomer } from '../../backfill/engine/readers/reader';
import { listedEvent } from './customers';

/** A file with a customer a line, as `stripe customers list` shows each. Cursors are byte offsets. */
export function stripeFile(file: string): CustomerReader {
  return {
    count: () => countLines(file),
    async *read({ after }): AsyncGenerator<ListedCustomer> {
      for await (const { text, end } of linesOf(file, Number(after ?? 0))) {
        if (text.trim() !== '') yield { event: eventOf(text), cursor: String(end) };
      }
    },
  };
}

/**
 * When the file was true is not known: it counts from the customer's creation, so every event is newer. A line that is no
 * customer is passed on as it is: the source says what is wrong with it.
 */
function eventOf(line: string): ReceivedEvent {
  const customer = parsedJson(line);
  const created = memberOf(customer, 'created');
  if (memberOf(customer, 'object') !== 'customer' || typeof created !== 'number') {
    return { headers: {}, body: Buffer.from(line), receivedAt: new Date(0) };
  }
  return listedEvent(
    { customer, id: memberOf(customer, 'id'), livemode: memberOf(customer, 'livemode') },
    new Date(created * 1000),
  );
}
