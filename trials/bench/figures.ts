import type { Figure } from './figure';
import { deliverReady, receiveFirstEvent, receiveReady } from './figures/cold-start';
import { costIdleMonth, costIdleTest, costMillion } from './figures/cost';
import { drain4, drain8, drain16 } from './figures/drain';
import { ledgerPage } from './figures/ledger-page';
import { receiveWarmEach } from './figures/receive-warm';

/** Every row of the table, in its order. */
export const figures: readonly Figure[] = [
  receiveReady,
  receiveFirstEvent,
  ...receiveWarmEach,
  deliverReady,
  drain4,
  drain8,
  drain16,
  costMillion,
  costIdleMonth,
  costIdleTest,
  ledgerPage,
];

/** The figure of this name, or all of a group: `drain` is `drain-4`, `drain-8` and `drain-16`. */
export function figuresNamed(name: string): readonly Figure[] {
  return figures.filter((figure) => figure.name === name || figure.name.startsWith(`${name}-`));
}
