import * as v from 'valibot';
import type { Parsed, ReceivedEvent } from '../source';
import { tellsOnly } from '../tells-only';
import { customerId } from './customer';
import { secondOf, triggeredAtMicros } from './triggered-at';

export const mergeTopic = 'customers/merge';

const text = v.fallback(v.nullish(v.string(), null), null);
/** No other topic's body has these two. Messages of errors hold names: nothing of them is read. */
const MergeEvent = v.object({
  admin_graphql_api_customer_kept_id: text,
  admin_graphql_api_customer_deleted_id: text,
  status: text,
  errors: v.fallback(v.nullish(v.array(v.unknown()), []), [undefined]),
});

/** What comes before a merge is completed, and where it never is. */
const others = ['requested', 'in_progress', 'failed'];

/**
 * Two customers whom the store has made one: whose id it keeps, it decides. The event is about the other one. Only a
 * completed merge without errors is one.
 */
export function parseMerge(body: unknown, event: ReceivedEvent): Parsed {
  const read = v.safeParse(MergeEvent, body);
  if (!read.success) return unclear;
  const { status, errors, ...ids } = read.output;
  const named = status?.toLowerCase() ?? '';
  if (others.includes(named)) return { kind: 'ignored', reason: { code: 'merge-not-completed' } };
  const kept = idIn(ids.admin_graphql_api_customer_kept_id);
  const customer = idIn(ids.admin_graphql_api_customer_deleted_id);
  const isComplete = named === 'completed' && errors.length === 0;
  if (!isComplete || kept === undefined || customer === undefined || kept === customer) return unclear;
  return tellsOnly({ customer, only: 'merge', mergedInto: kept }, secondOf(event), triggeredAtMicros(event));
}

const idIn = (gid: string | null) => (gid ? customerId({ admin_graphql_api_id: gid, id: null }) : undefined);

const unclear: Parsed = { kind: 'refused', reason: { code: 'merge-unclear' } };
