import type { Release } from '../../lambda/envelope';
import type { Shopper } from './shopper';

/** What was told to the bridge, and what people did beside it, in the terms of the check. */
export interface Happened {
  /** Which versions of which shoppers ingress acknowledged with 200. */
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<number>>;
  /** Whom somebody deleted in Masivo for good. */
  readonly deleted: ReadonlySet<string>;
  /** How an operator decided on whom the flood guard held, or, after the deletion, on who is gone. */
  readonly released: ReadonlyMap<string, Release>;
}

/** The same while it happens. */
export class Happening implements Happened {
  readonly acknowledged = new Map<string, Set<number>>();
  readonly deleted = new Set<string>();
  readonly released = new Map<string, Release>();
  /** Deleted by many at once, and brought back later: nothing is expected of them but what was before. */
  readonly restored = new Set<string>();
  /** Shoppers of whom something was acknowledged, in that order. */
  readonly told: Shopper[] = [];
  /** Deliveries by shopper, without those whose logs have expired. */
  readonly deliveries = new Map<string, Set<string>>();

  acknowledge(shopper: Shopper, version: number, delivery: string): void {
    const { id } = shopper;
    const versions = this.acknowledged.get(id);
    if (!versions) this.told.push(shopper);
    this.acknowledged.set(id, (versions ?? new Set()).add(version));
    this.deliveries.set(id, (this.deliveries.get(id) ?? new Set()).add(delivery));
  }
}
