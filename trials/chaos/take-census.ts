import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walk } from '../../cli/census/walk';
import type { StoreSettings } from '../../lambda/settings';
import { storeKey } from '../../lambda/store-name';
import type { Operator } from '../../operator/core/operator';
import { askedStores, type StoreApis } from './store-apis';

/**
 * A census of every store whose vendor is asked, once all is done: it has to explain everybody in the store's own list.
 * @returns how many there are, and whom it does not explain
 */
export async function takeCensus(
  apis: StoreApis,
  stores: readonly StoreSettings[],
  operator: Pick<Operator, 'beginCensus' | 'census'>,
): Promise<{ readonly read: number; readonly left: readonly string[] }> {
  const left: string[] = [];
  let all = 0;
  for (const store of askedStores(apis, stores)) {
    const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-census-'));
    const census = await operator.beginCensus(store);
    const listedSince = new Date();
    const { read } = await walk({
      listed: apis.customers(store, folder).read({ store, since: null, after: null }),
      async explain(listed) {
        const answered = await operator.census(census, store, listed, listedSince);
        if (answered.kind !== 'explained')
          throw new Error(`The census of ${storeKey(store)}: ${answered.kind}`);
        return answered.entries;
      },
      sample: 0,
      random: Math.random,
      onRemainder: ({ customer, kind, reason, fields }) =>
        left.push(`${customer}: ${kind}, ${reason?.code ?? fields.join(', ')}`),
      onProgress: () => {},
      settle: async () => {},
    }).finally(() => rmSync(folder, { recursive: true }));
    all += read;
  }
  return { read: all, left };
}
