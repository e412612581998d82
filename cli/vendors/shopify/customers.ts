import { statSync } from 'node:fs';
import { countLines, linesOf } from '../../backfill/engine/readers/json-lines';
import {
  type CustomerReader,
  type ListedCustomer,
  UnreadableStore,
} from '../../backfill/engine/readers/reader';
import { webhookOf } from './customer-node';

/**
 * The JSONL file of a bulk operation over customers (`customersQuery`): fetched by `fetchShopifyCustomers`, or given.
 * Cursors are byte offsets.
 */
export function shopifyCustomers(file: string, now: () => Date): CustomerReader {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new UnreadableStore(`There is no file ${file}.`);
  }
  return {
    count: () => countLines(file),
    async *read({ store, after }): AsyncGenerator<ListedCustomer> {
      for await (const { text, end } of linesOf(file, Number(after ?? 0))) {
        if (text.trim() !== '') yield { event: webhookOf(text, store, now()), cursor: String(end) };
      }
    },
  };
}
