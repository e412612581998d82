import * as v from 'valibot';
import type { StoreSettings } from '../../../lambda/settings';
import { Id } from '../../../lambda/sources/woocommerce/customer';
import { customersPath, listedHeaders, pageSize } from '../../../lambda/sources/woocommerce/rest';
import {
  type CustomerReader,
  type ListedCustomer,
  UnreadableStore,
} from '../../backfill/engine/readers/reader';
import { CommandError } from '../../exit';
import { askShop, type WooAccess } from './api';

const mostTries = 8;
/** An event of the moment in which the list was answered counts as the newer one: it is applied once more at most. */
const overlapMs = 5000;

/**
 * `GET /wp-json/wc/v3/customers` in the order of the ids: whoever registers meanwhile comes last. It has no place to go
 * on from but a number of rows, so each page begins with the last customer of the one before; where it does not,
 * customers were deleted, and it is gone back.
 */
export function wooCustomers(access: WooAccess, now: () => Date): CustomerReader {
  const page = async (offset: number, limit = pageSize) => {
    const path = customersPath({ orderby: 'id', order: 'asc', offset, limit });
    try {
      return await askShop(access, { path, needs: 'Read', tries: mostTries });
    } catch (error) {
      if (error instanceof CommandError)
        throw new UnreadableStore(`${error.message} ${error.fix ?? ''}`.trim());
      throw error;
    }
  };
  return {
    count: async () => (await page(0, 1)).total,

    async *read({ store, after }): AsyncGenerator<ListedCustomer> {
      let { offset, last } = placeIn(after);
      for (;;) {
        const asOf = new Date(now().getTime() - overlapMs);
        const rows = rowsIn((await page(offset)).json);
        const [first] = rows;
        if (offset > 0 && (!first || first.id > last)) {
          offset = Math.max(0, offset - pageSize);
          continue;
        }
        let fresh = 0;
        for (const [place, { id, customer }] of rows.entries()) {
          if (id <= last) continue;
          last = id;
          fresh += 1;
          yield { event: eventOf(customer, store, asOf), cursor: `${offset + place}@${id}` };
        }
        // A plugin may take customers off a page: a short one alone does not say that nobody follows.
        if (fresh === 0 && rows.length < pageSize) return;
        offset += pageSize - 1;
      }
    },
  };
}

function placeIn(cursor: string | null) {
  const [, offset = '0', last = '0'] = /^(\d+)@(\d+)$/.exec(cursor ?? '') ?? [];
  return { offset: Number(offset), last: BigInt(last) };
}

const Page = v.array(v.looseObject({ id: Id }));

/** @throws UnreadableStore */
function rowsIn(json: unknown) {
  const listed = v.safeParse(Page, json);
  if (!listed.success) throw new UnreadableStore('The shop lists its customers in an unknown form.');
  const rows = listed.output.map((customer) => ({ id: BigInt(customer.id), customer }));
  // In another order, customers would be left out.
  if (rows.some(({ id }, place) => place > 0 && id <= (rows[place - 1]?.id ?? id))) {
    throw new UnreadableStore('The shop does not list its customers by their ids: does a plugin sort them?');
  }
  return rows;
}

const eventOf = (customer: object, store: StoreSettings, asOf: Date): ListedCustomer['event'] => ({
  headers: listedHeaders(store),
  body: Buffer.from(JSON.stringify(customer)),
  receivedAt: asOf,
});
