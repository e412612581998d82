import { Hono } from 'hono';
import { type Outcome, outcomes } from '../lambda/delivery/outcome';
import type { LedgerReader } from './deliveries';

const mostPerPage = 200;
// Longer ones are none of ours, and DynamoDB refuses long keys.
const longestId = 100;

/**
 * The operator's HTTP API over the ledger. A list is a plain array, newest first; where there is more, a `Link`
 * header with `rel="next"` leads on (RFC 8288).
 */
export function operatorApi(ledger: LedgerReader): Hono {
  const api = new Hono();

  api.get('/api/deliveries', async (c) => {
    const limit = limitOf(c.req.query('limit'));
    const outcome = c.req.query('outcome') || undefined;
    if (limit === undefined) {
      return c.json(problem('bad_limit', `limit is a whole number from 1 to ${mostPerPage}`), 400);
    }
    if (outcome !== undefined && !isOutcome(outcome)) {
      return c.json(problem('bad_outcome', `outcome is one of ${outcomes.join(', ')}`), 400);
    }
    const before = c.req.query('before') || undefined;
    if (before !== undefined && before.length > longestId) {
      return c.json(problem('bad_before', 'before is what the Link header of an earlier page says'), 400);
    }
    const page = await ledger.list({ limit, ...(outcome ? { outcome } : {}), ...(before ? { before } : {}) });
    if (page.next !== undefined) {
      const query = new URLSearchParams({
        limit: String(limit),
        before: page.next,
        ...(outcome ? { outcome } : {}),
      });
      c.header('Link', `</api/deliveries?${query}>; rel="next"`);
    }
    return c.json(page.deliveries);
  });

  api.get('/api/deliveries/:id', async (c) => {
    const id = c.req.param('id');
    const delivery = id.length > longestId ? undefined : await ledger.get(id);
    return delivery ? c.json(delivery) : c.json(problem('not_found', 'There is no such delivery.'), 404);
  });

  api.notFound((c) => c.json(problem('not_found', 'There is nothing here.'), 404));
  return api;
}

const problem = (code: string, message: string) => ({ error: { code, message } });

const isOutcome = (text: string): text is Outcome => outcomes.some((outcome) => outcome === text);

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return 50;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= mostPerPage ? limit : undefined;
}
