import { Hono } from 'hono';
import * as v from 'valibot';
import { storeKey } from '../../../lambda/store-name';
import type { Operator } from '../../core/operator';
import { unknownDelivery } from '../../core/text/unknown-delivery';
import { withoutBody } from '../../core/text/without-body';
import type { LocalBridge } from '../local-bridge';
import { readBody } from './body';
import { badName, NameQuery } from './customers';
import { notFound, problem } from './problem';

const Name = v.pipe(v.string(), v.maxLength(63));
const SignupBody = v.strictObject({ source: Name, store: Name });
const DraftBody = v.strictObject({ delivery: v.pipe(v.string(), v.maxLength(100)) });
const EventBody = v.strictObject({
  source: Name,
  store: Name,
  headers: v.record(v.string(), v.string()),
  body: v.string(),
});
const PlanBody = v.object({ rules: v.optional(v.array(v.looseObject({ do: v.string() }))) });

/** For the local bridge only: signups to send, and a sandbox that misbehaves on request. */
export function localApi(operator: Operator, local: LocalBridge): Hono {
  const api = new Hono();

  api.post('/signups', async (c) => {
    const read = await readBody(c, SignupBody);
    if ('refusal' in read) return read.refusal;
    const key = storeKey(read.body);
    const store = local.stores.find((each) => storeKey(each) === key);
    if (!store) {
      return c.json(
        problem('bad_store', `the store is one of ${local.stores.map(storeKey).join(', ')}`),
        400,
      );
    }
    return c.json(await local.sendSignup(store));
  });

  /** What was received, unmasked and hence recorded, as an event of now. */
  api.post('/drafts', async (c) => {
    const read = await readBody(c, DraftBody);
    if ('refusal' in read) return read.refusal;
    const shown = await operator.show(read.body.delivery, { reveal: true });
    if (!shown) return c.json(problem('not_found', unknownDelivery.what, unknownDelivery.fix), 404);
    if (shown.withoutBody !== null)
      return c.json(problem('without_body', withoutBody.what, shown.withoutBody), 409);
    const { source, store, headers, received, unreadable } = shown;
    const body = unreadable ?? JSON.stringify(received, null, 2);
    return c.json(local.draft({ source, store, headers, body }));
  });

  api.post('/events', async (c) => {
    const read = await readBody(c, EventBody);
    return 'refusal' in read ? read.refusal : c.json(await local.send(read.body));
  });

  const { sandbox } = local;
  if (sandbox) {
    api.get('/misbehaviour', async (c) => c.json(await sandbox.misbehaviour()));
    api.put('/misbehaviour', async (c) => {
      const read = await readBody(c, PlanBody);
      if ('refusal' in read) return read.refusal;
      const refused = await sandbox.misbehave(read.body.rules ? { rules: read.body.rules } : {});
      if (refused) return c.json(problem('bad_plan', refused.refused), 400);
      return c.json(await sandbox.misbehaviour());
    });
    api.get('/customer', async (c) => {
      const name = v.safeParse(NameQuery, c.req.query());
      if (!name.success) return c.json(badName, 400);
      // The mapping may have given it another ID than the store's.
      const known = await operator.customer(name.output);
      return c.json(await sandbox.customer(known?.masivoId ?? name.output.customer));
    });
  }
  api.notFound(notFound);
  return api;
}
