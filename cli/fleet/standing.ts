import type { Overview } from '../../operator/core/answers/overview';
import { countText, durationText } from '../../operator/core/text/quantities';

/** How an environment stands, in a line of the fleet's table. */
export interface Standing {
  readonly state: 'ok' | 'look' | 'red';
  /** Why it is not `ok`. */
  readonly why: readonly string[];
  readonly version: string;
  /** When its newest delivery of the last day was received. */
  readonly lastDeliveryAt: string | null;
  /** Accepted, and not in Masivo yet. */
  readonly waiting: number;
  /** Deliveries of the last day. */
  readonly refused: number;
  readonly deadLetters: number;
  /** Customers that wait for a decision. */
  readonly undecided: number;
  readonly tasks: number;
  /** Of the last day. */
  readonly deliveries: number;
  /** Hours of the last day in which something came. */
  readonly busyHours: number;
  /** More came than was counted. */
  readonly atLeast: boolean;
}

/** A message that waits so long has met more than a retry or two. */
const longMs = 3600_000;

/** Red is what keeps shoppers out of Masivo until somebody does something; `look` is what waits for a person. */
export function standingOf(overview: Overview): Standing {
  const { undecided, untried, deadLetters, circuit, vendorCircuits = {}, paused, stores, hours } = overview;
  const sum = (of: (store: Overview['stores'][number]) => number) =>
    stores.reduce((total, store) => total + of(store), 0);
  const counts = hours.map(({ counts: each }) =>
    Object.values(each).reduce((total, count) => total + count, 0),
  );
  const decide = undecided.held + undecided.gone + undecided.unlinked + undecided.merged;
  const isLate = paused.length === 0 && (untried.oldestMs ?? 0) > longMs;
  const red = [
    deadLetters > 0 ? `${countText(deadLetters, 'message')} in the DLQ` : [],
    circuit ? `the circuit to Masivo is open: ${circuit.why}` : [],
    isLate ? `the oldest message has waited for ${durationText(untried.oldestMs ?? 0)}` : [],
  ].flat();
  const look = [
    paused.length > 0 ? `paused: ${paused.join(' ')}` : [],
    Object.keys(vendorCircuits).map((store) => `${store} cannot be read from at its vendor`),
    decide > 0 ? `${countText(decide, 'customer')} to decide on` : [],
    undecided.tasks > 0 ? `${countText(undecided.tasks, 'task')} open` : [],
  ].flat();
  return {
    state: red.length > 0 ? 'red' : look.length > 0 ? 'look' : 'ok',
    why: [...red, ...look],
    version: overview.version,
    lastDeliveryAt: stores.reduce<string | null>(
      (newest, { lastDeliveryAt: at }) => (at !== null && (newest === null || at > newest) ? at : newest),
      null,
    ),
    waiting: untried.messages + sum(({ retrying }) => retrying),
    refused: sum(({ refused }) => refused),
    deadLetters,
    undecided: decide,
    tasks: undecided.tasks,
    deliveries: counts.reduce((total, count) => total + count, 0),
    busyHours: counts.filter((count) => count > 0).length,
    atLeast: overview.atLeast,
  };
}
