import * as v from 'valibot';
import { memberOf } from '../../json';
import type { Change, ChangesAnswer, VendorChanges, Window } from '../changes';
import type { ChangesRequest } from '../changes-request';
import { sha256 } from '../signature';
import { shopUrl } from './address';
import { Id } from './customer';
import { gmtInstant } from './gmt';
import {
  authorisedBy,
  customerPath,
  customersPath,
  keyForm,
  listedHeaders,
  pageSize,
  registeredMs,
} from './rest';
import { woocommerce } from './source';
import { subscriptions } from './subscriptions/look';
import { unanswered } from './unanswered';

/** Each page has so many rows of the one before again: those of one second have no order. */
const repeated = 20;

/**
 * The newest registrations of a shop: its list can be sorted by nothing that says what has changed, so changes are not
 * found, nor deletions. A customer is read like the webhook of a change, for nobody says that it was created just now:
 * Masivo is asked before a creation.
 */
export const changes: VendorChanges = {
  source: woocommerce,
  subscriptions,
  vendor: 'WooCommerce',
  bySignup: true,
  baseUrl: ({ vendorAccount }) => shopUrl(vendorAccount),

  access(entry) {
    const key = typeof entry === 'string' ? entry.trim() : '';
    return keyForm.test(key) ? { kind: 'token', token: key } : undefined;
  },

  authorised: authorisedBy,

  windowFrom: (from, now) => ({ from, to: now }),

  request: (_window, position) => listRequest(position),

  again: {
    request: (id) => ({ method: 'GET', path: customerPath(id), headers: {} }),
    alsoRead: 404,
    read(answer, store) {
      if (/_invalid_id$/.test(String(memberOf(answer, 'code')))) {
        return { kind: 'page', changes: [], next: null };
      }
      const customer = v.safeParse(Customer, answer);
      return customer.success && registeredMs(customer.output) !== undefined
        ? { kind: 'page', changes: [changeOf(customer.output, store.vendorAccount)], next: null }
        : unanswered(answer);
    },
  },

  // A customer with whose data a plugin cannot cope spoils the answer, or is an error 500 of PHP.
  parts: {
    rows: pageSize,
    request: (position, first, limit) => listRequest(position, first, { limit }),
    joined: (answers) => answers.flat(),
    named: (position, row) => listRequest(position, row, { limit: 1, idsOnly: true }),
    nameIn(answer) {
      const rows = v.safeParse(v.tuple([v.object({ id: Id })]), answer);
      return rows.success ? rows.output[0].id : undefined;
    },
  },

  read(answer, window, store, _now, position): ChangesAnswer {
    const page = v.safeParse(Page, answer);
    if (!page.success) return unanswered(answer);
    const rows = page.output.flatMap((customer) => {
      const at = registeredMs(customer);
      return at === undefined ? [] : [{ customer, at }];
    });
    const sorted = rows.every(({ at }, index) => index === 0 || at <= (rows[index - 1]?.at ?? at));
    // Another order would end the window early, and the run would be a success.
    if (rows.length < page.output.length || !sorted) return { kind: 'unreadable' };
    const place = placeIn(position);
    const isNew = ({ customer, at }: Row) =>
      place.oldest === null || at < place.oldest || (at === place.oldest && !place.ids.includes(customer.id));
    const found = rows.filter((row) => row.at >= secondOf(window.from) && isNew(row));
    return {
      kind: 'page',
      changes: found.map(({ customer }) => changeOf(customer, store.vendorAccount)).reverse(),
      next: nextPlace(rows, window, place),
    };
  },
};

const listRequest = (
  position: string | null,
  row = 0,
  some: { readonly limit?: number; readonly idsOnly?: true } = {},
): ChangesRequest => ({
  method: 'GET',
  path: customersPath({
    ...{ orderby: 'registered_date', order: 'desc' },
    offset: placeIn(position).offset + row,
    ...some,
  }),
  headers: {},
});

/** Fields that are not read are kept as they are. */
const Customer = v.looseObject({
  id: Id,
  date_created_gmt: v.nullable(v.string()),
  date_modified_gmt: v.nullish(v.string()),
});
type Customer = v.InferOutput<typeof Customer>;
const Page = v.array(Customer);

function changeOf(customer: Customer, vendorAccount: string): Change {
  const body = Buffer.from(JSON.stringify(customer));
  const changed = gmtInstant(customer.date_modified_gmt) ?? gmtInstant(customer.date_created_gmt);
  return {
    // What it says counts, too: dates have whole seconds.
    key: ['reconciliation', customer.id, changed?.getTime() ?? 0, sha256(body, 'base64url')].join('\n'),
    headers: listedHeaders({ vendorAccount }),
    body,
  };
}

interface Row {
  readonly customer: Customer;
  /** When the customer was registered, epoch ms. */
  readonly at: number;
}

interface Place {
  readonly offset: number;
  /** The oldest date that was read so far, epoch ms; null before the first page. */
  readonly oldest: number | null;
  /** The last page's customers of that date, as many as it has again: they are not found twice. */
  readonly ids: readonly string[];
}

function placeIn(position: string | null): Place {
  const [, offset, oldest, ids] = /^(\d{1,9})@(\d{1,15})@([\d,]+)$/.exec(position ?? '') ?? [];
  return {
    offset: Number(offset ?? 0),
    oldest: oldest === undefined ? null : Number(oldest),
    ids: ids?.split(',') ?? [],
  };
}

const positionAt = ({ offset, oldest, ids }: Place) => `${Math.max(0, offset)}@${oldest}@${ids.join()}`;

/**
 * Where the next page begins; null behind the last one. Whoever registers meanwhile moves all others back, so that some
 * are read twice. Whoever is deleted moves them forward: a page on which all are older than what was read may have left
 * some out, and so may one without anybody; then it is gone back.
 */
function nextPlace(rows: readonly Row[], { from }: Window, place: Place): string | null {
  const { offset, oldest } = place;
  const [first] = rows;
  const last = rows.at(-1);
  if (offset > 0 && oldest !== null && (!first || first.at < oldest)) {
    return positionAt({ ...place, offset: offset - pageSize });
  }
  if (!last || last.at < secondOf(from)) return null;
  const isOlder = oldest === null || last.at < oldest;
  // A plugin may take customers off a page: a short one alone does not say that none follows.
  if (!isOlder && rows.length < pageSize) return null;
  const ofLast = rows.filter(({ at }) => at === last.at).slice(-repeated);
  const read = isOlder ? { oldest: last.at, ids: ofLast.map(({ customer }) => customer.id) } : place;
  return positionAt({ ...place, ...read, offset: offset + pageSize - repeated });
}

/** Dates have whole seconds. */
const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;
