import { Hono } from 'hono';
import * as v from 'valibot';
import { ReleaseSchema } from '../../../lambda/envelope';
import { attentions } from '../../../lambda/ledger/customer-item';
import type { Operator } from '../../core/operator';
import { readBody } from './body';
import { notFound, problem } from './problem';

const Name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(63));

const mostPerPage = 200;
const limitRule = `limit is a whole number from 1 to ${mostPerPage}`;

const Query = v.object({
  kind: v.optional(v.picklist(attentions, `kind is one of ${attentions.join(', ')}`)),
  source: v.optional(Name),
  store: v.optional(Name),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, limitRule),
      v.transform(Number),
      v.minValue(1, limitRule),
      v.maxValue(mostPerPage, limitRule),
    ),
    '50',
  ),
  // Longer ones are not ours, and DynamoDB refuses long keys.
  before: v.optional(v.pipe(v.string(), v.maxLength(1000))),
});

const customerName = {
  source: Name,
  store: Name,
  customer: v.pipe(v.string(), v.nonEmpty(), v.maxLength(255)),
};
export const NameQuery = v.strictObject(customerName);
const ReleaseBody = v.strictObject({ ...customerName, release: ReleaseSchema });

export const badName = problem('bad_query', 'A customer is named by source, store and customer.');
const unknownCustomer = problem('not_found', 'The ledger knows no such customer.');

/**
 * One customer, what Masivo shows of it, and customers that wait for a decision. The list is a plain array, newest first; a `Link` header with `rel="next"` leads
 * to the next page (RFC 8288).
 */
export function customersApi(operator: Operator): Hono {
  const api = new Hono();

  api.get('/waiting', async (c) => {
    // An empty value counts as not given: forms send those.
    const given = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const query = v.safeParse(Query, given);
    if (!query.success) return c.json(problem('bad_query', query.issues[0].message), 400);
    const { customers, next } = await operator.waiting(query.output);
    if (next !== undefined) {
      c.header(
        'Link',
        `</api/customers/waiting?${new URLSearchParams({ ...given, before: next })}>; rel="next"`,
      );
    }
    return c.json(customers);
  });

  api.get('/shown', async (c) => {
    const name = v.safeParse(NameQuery, c.req.query());
    if (!name.success) return c.json(badName, 400);
    const shown = await operator.customer(name.output);
    return shown ? c.json(shown) : c.json(unknownCustomer, 404);
  });

  /** Each look takes requests of the account's limit. */
  api.get('/in-masivo', async (c) => {
    const name = v.safeParse(NameQuery, c.req.query());
    return name.success ? c.json(await operator.inMasivo(name.output)) : c.json(badName, 400);
  });

  api.post('/release', async (c) => {
    const read = await readBody(c, ReleaseBody);
    if ('refusal' in read) return read.refusal;
    const { release, ...name } = read.body;
    const released = await operator.release(name, release);
    switch (released.kind) {
      case 'released':
        return c.json({ delivery: released.delivery, series: released.series });
      case 'unknown':
        return c.json(unknownCustomer, 404);
      case 'not-waiting': {
        const fix = 'Somebody else may have decided: look at its deliveries.';
        return c.json(problem('not_waiting', 'This customer waits for no decision any more.', fix), 409);
      }
      default:
        return released satisfies never;
    }
  });

  api.notFound(notFound);
  return api;
}
