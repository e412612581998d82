import type { FaultKind } from './faults';
import type { Happening } from './happened';
import type { LedgerRecord } from './ledger-record';
import type { Control } from './masivo-record';
import type { OperatorActs } from './operator-acts';
import type { Random } from './random';
import type { Shopper } from './shopper';

export interface PeopleDeps {
  readonly happening: Happening;
  readonly ledger: LedgerRecord;
  readonly operator: OperatorActs;
  readonly control: Control;
  readonly random: Random;
  readonly shoppers: readonly Shopper[];
  /** A request whose answer was lost has landed by then, ms. */
  readonly landedMs: number;
  /** Whether the circuit has opened since then because customers were missing, epoch ms. */
  readonly hasOpenedSince: (time: number) => boolean;
  /** Nothing waits on the queue. */
  readonly isIdle: () => boolean;
  readonly count: (kind: FaultKind, times?: number) => void;
}

/** Of those to whom something was sent; undefined while there are none. */
export const someTold = ({ random, happening: { told } }: PeopleDeps): Shopper | undefined =>
  told[random.between(0, told.length - 1)];
