import { Hono } from 'hono';
import * as v from 'valibot';
import type { DeliverySummary } from '../../core/answers/deliveries';
import { Note } from '../../core/answers/discard-note';
import type { Operator } from '../../core/operator';
import { unknownDelivery as told } from '../../core/text/unknown-delivery';
import { withoutBody } from '../../core/text/without-body';
import { readBody } from './body';
import { readDeliveryQuery } from './delivery-query';
import { notFound, problem } from './problem';

// Longer ids are not ours, and DynamoDB refuses long keys.
const longestId = 100;

const DiscardBody = v.strictObject({ note: v.exactOptional(Note) });
const ReplayBody = v.strictObject({});

/**
 * Deliveries, read and replayed. A list is a plain array, newest first. A `Link` header with `rel="next"` leads to the
 * next page (RFC 8288); where the search stopped early, `Searched-Back-To` says at which time.
 */
export function deliveriesApi(operator: Operator): Hono {
  const api = new Hono();

  api.get('/', async (c) => {
    const read = readDeliveryQuery(c.req.queries());
    if (read.kind === 'bad') return c.json(problem(read.code, read.message), 400);
    const page = await operator.list(read.query);
    if (page.next !== undefined) {
      const next = new URLSearchParams(c.req.query());
      next.delete('outcome');
      for (const outcome of read.query.outcomes ?? []) next.append('outcome', outcome);
      next.set('limit', String(read.query.limit));
      next.set('before', page.next);
      c.header('Link', `</api/deliveries?${next}>; rel="next"`);
    }
    if (page.searchedBackTo !== undefined) c.header('Searched-Back-To', page.searchedBackTo);
    return c.json(page.deliveries);
  });

  api.get('/:id', async (c) => {
    const shown = await show(c.req.param('id'));
    return shown ? c.json(summaryOf(shown)) : unknownDelivery(c);
  });

  /** With what was received and what is sent; personal data is masked. */
  api.get('/:id/details', async (c) => {
    const shown = await show(c.req.param('id'));
    return shown ? c.json(shown) : unknownDelivery(c);
  });

  /** The same unmasked: a POST, because it is recorded. */
  api.post('/:id/reveal', async (c) => {
    const shown = await show(c.req.param('id'), true);
    return shown ? c.json(shown) : unknownDelivery(c);
  });

  api.post('/:id/replay', async (c) => {
    const read = await readBody(c, ReplayBody);
    if ('refusal' in read) return read.refusal;
    const id = c.req.param('id');
    if (id.length > longestId) return unknownDelivery(c);
    const replayed = await operator.replay(id);
    switch (replayed.kind) {
      case 'replayed':
        return c.json({ series: replayed.series });
      case 'unknown':
        return unknownDelivery(c);
      case 'without-body':
        return c.json(problem('without_body', withoutBody.what, `${replayed.why} ${withoutBody.fix}`), 409);
      default:
        return replayed satisfies never;
    }
  });

  api.post('/:id/discard', async (c) => {
    const read = await readBody(c, DiscardBody);
    if ('refusal' in read) return read.refusal;
    const id = c.req.param('id');
    if (id.length > longestId) return unknownDelivery(c);
    const { each } = await operator.discard([id], read.body);
    const [{ discarded, deleted } = unseen] = each;
    switch (discarded.kind) {
      case 'discarded':
        return c.json({ deleted });
      case 'unknown':
        return unknownDelivery(c);
      case 'not-refused': {
        const what = `It is ${discarded.outcome}, and only what is refused can be discarded.`;
        return c.json(
          problem('not_refused', what, 'Somebody may have tried it again: look at it anew.'),
          409,
        );
      }
      default:
        return discarded satisfies never;
    }
  });

  const show = async (id: string, reveal = false) =>
    id.length > longestId ? undefined : operator.show(id, { reveal });

  api.notFound(notFound);
  return api;
}

const unseen = { discarded: { kind: 'unknown' }, deleted: 0 } as const;

const unknownDelivery = (c: Parameters<typeof notFound>[0]) =>
  c.json(problem('not_found', told.what, told.fix), 404);

function summaryOf(shown: DeliverySummary): DeliverySummary {
  const { id, source, store, customer, maskedEmail, receivedAt } = shown;
  const { outcome, reason, discarded, attemptCount, attempts, latencyMs, nextTryAt } = shown;
  return {
    id,
    source,
    store,
    customer,
    maskedEmail,
    receivedAt,
    outcome,
    reason,
    discarded,
    attemptCount,
    attempts,
    latencyMs,
    nextTryAt,
  };
}
