import { Hono } from 'hono';
import * as v from 'valibot';
import { type BulkResult, mostReplayed } from '../../core/answers/bulk';
import type { Operator } from '../../core/operator';
import { readBody } from './body';
import { readDeliveryQuery } from './delivery-query';
import { problem } from './problem';

// Masivo's rate limit is kept by the deliveries; this one keeps a mistake from flooding the queue.
const perSecond = 50;

/** The progress of a bulk replay; `result` once it ended, `failed` with a code where it was aborted. */
export interface BulkReplay {
  readonly total: number;
  readonly done: number;
  readonly result: BulkResult | null;
  readonly failed: string | null;
}

const Body = v.strictObject({
  ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.minLength(1), v.maxLength(mostReplayed)),
});

/** Bulk replay: first the selection, then exactly that. One at a time; the page polls its progress. */
export function bulkReplayApi(operator: Operator): Hono {
  let current: BulkReplay | null = null;
  const api = new Hono();

  api.get('/selection', async (c) => {
    const read = readDeliveryQuery(c.req.queries());
    if (read.kind === 'bad') return c.json(problem(read.code, read.message), 400);
    const { limit: _, before: __, ...query } = read.query;
    return c.json(await operator.selectForReplay(query));
  });

  api.get('/replays', (c) => c.json(current));

  api.post('/replays', async (c) => {
    const read = await readBody(c, Body);
    if ('refusal' in read) return read.refusal;
    if (current && !current.result && !current.failed) {
      const fix = 'Wait until it has ended; its progress is shown.';
      return c.json(problem('running', 'Another replay is under way.', fix), 409);
    }
    const { ids } = read.body;
    const begun: BulkReplay = { total: ids.length, done: 0, result: null, failed: null };
    current = begun;
    const onProgress = (done: number) => {
      current = { ...begun, done };
    };
    operator.replayAll(ids, { perSecond, onProgress }).then(
      (result) => {
        current = { ...begun, done: ids.length, result };
      },
      (error: Error) => {
        current = { ...begun, done: current?.done ?? 0, failed: error.name };
      },
    );
    return c.json(current, 202);
  });
  return api;
}
