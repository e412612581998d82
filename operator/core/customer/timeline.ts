import { counts, statementsOf } from '../../../lambda/delivery/statements';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import { isAct } from '../../../lambda/ledger/stored-envelope';
import type { CustomerName } from '../../../lambda/ledger/table';
import { channels } from '../../../lambda/masivo/consent';
import type { Settings } from '../../../lambda/settings';
import { customerKey } from '../../../lambda/store-name';
import type { OperatorAction } from '../answers/actions';
import type { CustomerEvent } from '../answers/shown-customer';
import type { ToldStatement } from '../answers/shown-delivery';
import { changedFields } from '../customer-fields';
import { mapToday, readableEvent } from '../mapped-today';
import { summaryOf } from '../summary';
import { toldReason } from '../told-reason';
import { standingOf } from './standing';

export interface KnownOfCustomer {
  readonly entry: CustomerEntry;
  /** Newest first. */
  readonly records: readonly DeliveryRecord[];
  /** Of all customers. */
  readonly actions: readonly OperatorAction[];
}

/** Everything that the ledger has of a customer in one list, newest first. Pure. */
export function timelineOf(known: KnownOfCustomer, settings: Settings): readonly CustomerEvent[] {
  const { entry, records } = known;
  const oldestFirst = records.toReversed();
  const events = [
    ...deliveriesIn(oldestFirst, settings),
    ...statementsIn(entry, oldestFirst, settings),
    ...linksIn(entry, oldestFirst),
    ...standingIn(entry),
    ...actsIn(known),
  ];
  // Of one moment, what came later in the list was a consequence.
  return events
    .map((event, index) => ({ event, index }))
    .sort((a, b) => (a.event.at === b.event.at ? b.index - a.index : a.event.at < b.event.at ? 1 : -1))
    .map(({ event }) => event);
}

/** The list is of one customer, and tells the e-mail once. */
const noEmail = () => null;

function deliveriesIn(records: readonly DeliveryRecord[], settings: Settings): CustomerEvent[] {
  let before: DeliveryRecord['mapped'];
  return records.map((record) => {
    const { id, outcome, reason, discarded, ...shown } = summaryOf(record, settings, noEmail);
    const { attemptCount, latencyMs, nextTryAt } = shown;
    const { mapped } = record;
    const isFirst = mapped !== undefined && before === undefined;
    const changed = mapped ? (before ? changedFields(before, mapped) : []) : null;
    before = mapped ?? before;
    return {
      kind: 'delivery',
      at: record.receivedAt,
      delivery: { id, outcome, reason, discarded, attemptCount, latencyMs, nextTryAt },
      changed,
      isFirst,
    };
  });
}

/** Statements that say something new, as the stored events have them; the last ones are in the customer's item. */
function statementsIn(
  entry: CustomerEntry,
  records: readonly DeliveryRecord[],
  settings: Settings,
): CustomerEvent[] {
  const found = new Map<string, CustomerEvent & { kind: 'consent' }>();
  const add = (statement: ToldStatement, delivery: string | null) => {
    const { channel, granted, at } = statement;
    const key = `${channel} ${granted} ${at}`;
    if (!found.has(key)) found.set(key, { kind: 'consent', at, statement, delivery });
  };
  for (const record of records) {
    const mapped = isAct(record) ? undefined : mapToday(readableEvent(record, settings));
    if (mapped?.kind !== 'customer') continue;
    const statements = statementsOf(mapped.consent, mapped.snapshot);
    for (const channel of channels) {
      const made = statements[channel];
      if (made && !made.implied) add(told(channel, made), record.id);
    }
  }
  for (const statement of lastStatements(entry)) add(statement, null);
  return [...found.values()];
}

/** What counts on each channel. */
export function lastStatements({ state }: CustomerEntry): readonly ToldStatement[] {
  const statements = state.newest?.statements ?? {};
  return channels.flatMap((channel) => {
    const statement = statements[channel];
    return statement && !statement.implied ? told(channel, statement) : [];
  });
}

function told(channel: ToldStatement['channel'], statement: Parameters<typeof counts>[0]): ToldStatement {
  const { granted, at } = counts(statement);
  return { channel, granted, at: new Date(at).toISOString() };
}

function linksIn(
  { state: { confirmed } }: CustomerEntry,
  records: readonly DeliveryRecord[],
): CustomerEvent[] {
  if (confirmed.masivo !== 'linked') return [];
  for (const { id, attempts } of records) {
    const linked = attempts.find(({ reason }) => reason?.code === 'linked-to-owner');
    if (linked) return [{ kind: 'link', at: endOf(linked), owner: confirmed.owner, delivery: id }];
  }
  return [];
}

const endOf = ({ at, ms }: { readonly at: string; readonly ms: number }) =>
  new Date(Date.parse(at) + ms).toISOString();

/** Whom the store made the shopper one with: it merges its own customers only. */
export function mergedInto({ name, state: { newest } }: CustomerEntry): CustomerName | null {
  return newest?.merged ? { ...name, customer: newest.merged.into } : null;
}

/** What the customer's item says of times. */
function standingIn(entry: CustomerEntry): CustomerEvent[] {
  const { state } = entry;
  const { confirmed, newest } = state;
  const into = mergedInto(entry);
  const reason = confirmed.masivo === 'unlinked' ? toldReason(confirmed.reason) : null;
  const since =
    'since' in confirmed ? confirmed.since : 'createdAt' in confirmed ? confirmed.createdAt : undefined;
  return [
    ...(newest?.deleted
      ? [{ kind: 'deletion', at: new Date(newest.deleted.at).toISOString() } as const]
      : []),
    ...(newest?.merged && into
      ? [{ kind: 'merge', at: new Date(newest.merged.order.at).toISOString(), into } as const]
      : []),
    ...(since === undefined
      ? []
      : [
          {
            kind: 'since',
            at: new Date(since).toISOString(),
            standing: standingOf({ ...state, newest: null, uncertain: null }),
            reason,
          } as const,
        ]),
  ];
}

/** What operators did to the customer, or to its deliveries. */
function actsIn({ entry, records, actions }: KnownOfCustomer): CustomerEvent[] {
  const about = new Set([customerKey(entry.name), ...records.map(({ id }) => id)]);
  const own = actions.filter((action) => about.has(action.about));
  const isRecorded = own.some(({ what }) => what === 'release');
  const released = records.flatMap(({ id, release, series, attempts, receivedAt }): CustomerEvent[] => {
    if (!release || isRecorded) return [];
    const at = attempts.find((attempt) => attempt.series === series)?.at ?? receivedAt;
    return [{ kind: 'release', at, release, delivery: id }];
  });
  return [...released, ...own.map((action): CustomerEvent => ({ kind: 'act', at: action.at, action }))];
}
