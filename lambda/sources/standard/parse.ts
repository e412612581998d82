import * as v from 'valibot';
import { parseJson, reasonOf } from '../body';
import { instant, instantMicros } from '../instant';
import type { Order } from '../order';
import type { Parsed, ReceivedEvent } from '../source';
import { tellsOnly } from '../tells-only';
import { Customer, Id, Instant } from './customer';
import { selftestType } from './selftest';

const Typed = v.object({ type: v.string() });
const DeletionEvent = v.object({ timestamp: Instant, data: v.object({ id: Id }) });
const CustomerEvent = v.object({ timestamp: Instant, data: Customer });

const kinds: Readonly<Record<string, Order['kind']>> = {
  'customer.created': 'created',
  'customer.updated': 'updated',
  [selftestType]: 'created',
};

/** The type is signed with the rest, so it is believed. */
const deletionType = 'customer.deleted';

/** The sender's clock may be ahead by this much; a time further ahead would win over everything that is true later. */
const furthestAheadMs = 5 * 60_000;

/** One event as the customer's state that it tells. Its form is in docs/standard-webhooks.schema.json. */
export function parse(event: ReceivedEvent): Parsed {
  const json = parseJson(event.body);
  if (json.kind === 'refused') return json;
  const typed = v.safeParse(Typed, json.value);
  if (!typed.success) return { kind: 'refused', reason: reasonOf(typed.issues, json.value) };
  const { type } = typed.output;
  if (type === deletionType) return parseDeletion(json.value, event);
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind)
    return { kind: 'ignored', reason: { code: 'event-not-handled', params: { event: shown(type) } } };
  const read = v.safeParse(CustomerEvent, json.value);
  if (!read.success) return { kind: 'refused', reason: reasonOf(read.issues, json.value) };
  const { timestamp, data } = read.output;
  const happened = happenedAt(timestamp, event);
  const changed = instant(data.updated_at)?.getTime();
  const at = changed !== undefined && !isFarAhead(changed, event) ? changed : Math.floor(happened / 1000);
  const created = instant(data.created_at);
  return {
    kind: type === selftestType ? 'selftest' : 'snapshot',
    snapshot: {
      customer: data.id,
      kind,
      order: { at, tie: happened, kind },
      registeredAt: created ?? new Date(Math.floor(happened / 1000)),
      // A creation is when it happened.
      dated: created !== null || kind === 'created',
      // Every body has the consent as the sender has it, whether the shopper has just changed it or not.
      toldAt: at,
      fields: data,
    },
  };
}

function parseDeletion(body: unknown, event: ReceivedEvent): Parsed {
  const read = v.safeParse(DeletionEvent, body);
  if (!read.success) return { kind: 'refused', reason: reasonOf(read.issues, body) };
  const happened = happenedAt(read.output.timestamp, event);
  return tellsOnly(
    { customer: read.output.data.id, only: 'deletion' },
    Math.floor(happened / 1000),
    happened,
  );
}

const isFarAhead = (at: number, { receivedAt }: ReceivedEvent): boolean =>
  at > receivedAt.getTime() + furthestAheadMs;

/** When the event happened, epoch microseconds. */
function happenedAt(timestamp: string, event: ReceivedEvent): number {
  const micros = instantMicros(timestamp);
  return micros === null || isFarAhead(micros / 1000, event) ? event.receivedAt.getTime() * 1000 : micros;
}

const shown = (type: string): string | null => (/^[\w.-]{1,80}$/.test(type) ? type : null);
