import { storeKey } from '../lambda/store-name';
import type { DeliveryPage, DeliverySummary } from '../operator/core/answers/deliveries';
import { explanationOf } from '../operator/core/explanations';
import type { Operator } from '../operator/core/operator';
import { countText, numberText } from '../operator/core/text/quantities';
import type { Filter } from './filters';
import type { Frame } from './frame';
import { outcomeIn, table } from './print';

/** Deliveries of one store that ended for one reason. */
export interface ReasonCount {
  readonly store: string;
  readonly outcome: DeliverySummary['outcome'];
  readonly reason: string | null;
  /** As the newest of them says it: two may differ in a line or a status. */
  readonly text: string;
  readonly count: number;
  /** Whether another try can end otherwise, once the cause is fixed. */
  readonly replayHelps: boolean;
}

export interface ByReason {
  /** The most frequent first. */
  readonly reasons: readonly ReasonCount[];
  readonly counted: number;
  /** True where older ones were not counted. */
  readonly more: boolean;
}

export const mostCounted = 2000;
const pageSize = 500;
/** A search answers within seconds, however little it found. */
const mostSearches = 20;

/** The newest deliveries, without those that were discarded. */
export async function newestDeliveries(
  filter: Filter,
  { list }: Pick<Operator, 'list'>,
  most = mostCounted,
): Promise<{ readonly deliveries: readonly DeliverySummary[]; readonly more: boolean }> {
  const deliveries: DeliverySummary[] = [];
  let page: DeliveryPage | undefined;
  for (let searches = 0; searches < mostSearches && deliveries.length < most; searches++) {
    page = await list({ ...filter, limit: pageSize, ...(page?.next ? { before: page.next } : {}) });
    deliveries.push(...page.deliveries.filter(({ discarded }) => discarded === null));
    if (page.next === undefined) break;
  }
  return { deliveries, more: page?.next !== undefined };
}

/** Counts the newest deliveries by their reasons. */
export async function countByReason(filter: Filter, operator: Pick<Operator, 'list'>): Promise<ByReason> {
  const { deliveries, more } = await newestDeliveries(filter, operator);
  const counts = new Map<string, ReasonCount>();
  for (const delivery of deliveries) {
    const key = [storeKey(delivery), delivery.outcome, delivery.reason?.code].join('|');
    const before = counts.get(key) ?? firstOf(delivery);
    counts.set(key, { ...before, count: before.count + 1 });
  }
  const reasons = [...counts.values()].sort((one, other) => other.count - one.count);
  return { reasons, counted: deliveries.length, more };
}

function firstOf(delivery: DeliverySummary): ReasonCount {
  const { outcome, reason, source } = delivery;
  return {
    store: storeKey(delivery),
    outcome,
    reason: reason?.code ?? null,
    text: reason?.text ?? '-',
    count: 0,
    replayHelps: explanationOf(outcome, reason, undefined, source).replayHelps,
  };
}

/** The same for people. */
export function reasonLines(
  { paint }: Pick<Frame, 'paint'>,
  { reasons, counted, more }: ByReason,
): readonly string[] {
  if (reasons.length === 0) return ['none'];
  return [
    ...table(
      paint,
      ['deliveries', 'store', 'outcome', 'reason', 'such as'],
      reasons.map(({ count, store, outcome, reason, text }) => [
        numberText(count),
        store,
        outcomeIn(paint, outcome),
        reason ?? '-',
        text,
      ]),
    ),
    ...(more ? [`The newest ${countText(counted, 'delivery')}; there are older ones.`] : []),
  ];
}
