import * as v from 'valibot';
import type { StoreSettings } from '../../settings';
import { parseJson, reasonOf } from '../body';
import type { Parsed, ReceivedEvent } from '../source';
import { checkoutType, parseCheckout } from './checkout';
import { EpochSeconds, text, WholeCustomer } from './customer';
import { deletionType, parseDeletion } from './deletion';
import { selftestType } from './selftest';
import { parseThin, parseThinDeletion, pingType, thinDeletionType, thinKinds, thinObject } from './thin';

/** The parts that every event has. What is in `data.object` depends on `type`. */
const StripeEvent = v.object({
  id: v.string(),
  object: v.string(),
  type: v.string(),
  livemode: v.nullish(v.boolean()),
  account: text,
  context: text,
});

const SnapshotEvent = v.object({
  created: EpochSeconds,
  data: v.object({
    object: WholeCustomer,
    previous_attributes: v.nullish(v.record(v.string(), v.unknown())),
  }),
});

const kinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'customer.created': 'created',
  'customer.updated': 'updated',
};

/**
 * The accounts that an event names: `account` where a platform listens, `context` where an organisation does. The last
 * part of a context is the account itself, behind the platform that it belongs to.
 */
const accountsOf = ({ account, context }: v.InferOutput<typeof StripeEvent>): string[] =>
  [account, context?.split('/').at(-1)].flatMap((each) => (each ? [each] : []));

const shown = (name: string): string | null => (/^[\w.[\]]{1,80}$/.test(name) ? name : null);

/** One event as the customer's state that it tells. */
export function parse({ body, answers }: ReceivedEvent, store: StoreSettings): Parsed {
  const json = parseJson(body);
  if (json.kind === 'refused') return json;
  const event = v.safeParse(StripeEvent, json.value);
  if (!event.success) return { kind: 'refused', reason: reasonOf(event.issues, json.value) };
  const { type, object, livemode } = event.output;
  const isThin = object === thinObject;
  // Whatever it tells, nothing says that it may be left out.
  if (!isThin && object !== 'event') {
    return { kind: 'refused', reason: { code: 'format-unknown', params: { format: shown(object) } } };
  }
  if (isThin && type === pingType) return { kind: 'ignored', reason: { code: 'test-notification' } };
  const isSelftest = type === selftestType && !isThin;
  const isCheckout = type === checkoutType && !isThin;
  const isDeletion = type === (isThin ? thinDeletionType : deletionType);
  const known = isThin ? thinKinds : kinds;
  const kind = isSelftest ? 'created' : Object.hasOwn(known, type) ? known[type] : undefined;
  if (!kind && !isCheckout && !isDeletion) {
    return { kind: 'ignored', reason: { code: 'event-not-handled', params: { event: shown(type) } } };
  }
  if (
    store.vendorAccount !== 'any' &&
    accountsOf(event.output).some((each) => each !== store.vendorAccount)
  ) {
    return { kind: 'ignored', reason: { code: 'other-account' } };
  }
  if (
    !isSelftest &&
    store.mode !== 'any' &&
    typeof livemode === 'boolean' &&
    livemode !== (store.mode === 'live')
  ) {
    const params = { event: livemode ? 'live' : 'test', store: store.mode } as const;
    return { kind: 'ignored', reason: { code: 'wrong-mode', params } };
  }
  if (isDeletion) return isThin ? parseThinDeletion(json.value) : parseDeletion(json.value);
  if (!kind) return parseCheckout(json.value);
  if (isThin) return parseThin(json.value, kind, answers, store);
  const snapshot = v.safeParse(SnapshotEvent, json.value);
  if (!snapshot.success) return { kind: 'refused', reason: reasonOf(snapshot.issues, json.value) };
  const { created, data } = snapshot.output;
  return {
    kind: isSelftest ? 'selftest' : 'snapshot',
    snapshot: {
      customer: data.object.id,
      kind,
      order: { at: created * 1000, tie: null, kind },
      registeredAt: new Date(data.object.created * 1000),
      dated: true,
      fields: data.object,
      previous: data.previous_attributes ?? undefined,
    },
  };
}
