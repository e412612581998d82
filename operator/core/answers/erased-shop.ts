import type { DeadLettersLookedAt } from './erasure';

/** What the ledger holds of a shop. */
export interface HeldOfShop {
  readonly customers: number;
  readonly deliveries: number;
  /** Customers' requests for their data. */
  readonly dataRequests: number;
}

export interface ErasedShop {
  /** `stopped`: by whoever runs it. The same command goes on. */
  readonly kind: 'erased' | 'stopped';
  readonly deleted: HeldOfShop;
  readonly deadLetters: DeadLettersLookedAt;
  /** The store is still paused: it was before, or the erasure was stopped. */
  readonly paused: boolean;
}

export interface ErasingShop {
  /** Waits until no attempt is under way that began before the pause. */
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly stopped?: AbortSignal | undefined;
  readonly onWait?: ((ms: number) => void) | undefined;
  readonly onProgress?: ((read: number, deleted: number) => void) | undefined;
  readonly onDeadLetters?: ((looked: number) => void) | undefined;
}
