import type { Settings } from '../../lambda/settings';
import type { Bridge, BridgeOptions } from '../../local/bridge';
import type { FaultKind } from './faults';
import type { Reconciled } from './reconciler';
import type { Violations } from './violations';

export interface ChaosOptions {
  readonly events: number;
  readonly seed: number;
  /** Faults per hundred events. */
  readonly faults: number;
  /** No other faults than these; all where it is left out. */
  readonly only?: readonly [FaultKind, ...FaultKind[]];
  /** Batches under way at once. */
  readonly workers: number;
  /** The story breaks off after so many seconds of sending. */
  readonly duration?: number;
  /** The account takes the consent record with the creation, and the bridge sends it there. */
  readonly consentAtCreation?: true;
  /** What the functions call instead of AWS's endpoints. */
  readonly inFront?: BridgeOptions['inFront'];
  /** Built with the times of `hurried.ts`. */
  readonly bundles: string;
  readonly onProgress?: (done: number, of: number, what: 'sending' | 'draining') => void;
  /** Tests break the bridge on purpose, to see that the check finds it. */
  readonly sabotage?: Sabotage;
}

export interface Sabotage {
  readonly settings?: (settings: Settings) => Settings;
  readonly beforeSending?: (bridge: Bridge) => Promise<unknown>;
  readonly afterSending?: (bridge: Bridge) => Promise<void>;
  readonly beforeJudging?: (bridge: Bridge) => Promise<void>;
}

export interface ChaosReport {
  /** Events sent before `duration` ended the story. */
  readonly events: number;
  /** No kind of fault was left out. */
  readonly isWhole: boolean;
  readonly shoppers: number;
  readonly seconds: number;
  readonly attempts: number;
  /** Who was to be erased. */
  readonly erased: number;
  /** Attempts at customers whom the flood guard holds. */
  readonly held: number;
  readonly masivoRequests: number;
  /** Messages that were moved back from the DLQ, as an operator does. */
  readonly redriven: number;
  readonly deadLetters: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly violations: Violations;
  /** Webhooks that never came. */
  readonly lost: number;
  /** Whom the stores' own lists had in the end, of which a census was taken. */
  readonly listed: number;
  /** Undefined where no store's vendor is asked. */
  readonly reconciled: Reconciled | undefined;
  /** Kinds of leaks in the functions' log lines, once for each line. */
  readonly leaks: readonly string[];
}
