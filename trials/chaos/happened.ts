import type { Release } from '../../lambda/envelope';
import type { Shopper } from './shopper';
import type { StoryEvent } from './story';

/** What operators of a run decide: in its story everybody may be linked without them. */
export type Decision = Exclude<Release, 'link'>;

/** What was told to the bridge, and what people did beside it, in the terms of the check. */
export interface Happened {
  /** Which versions of which shoppers ingress acknowledged with 200, or will be found by reconciliation. */
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<number>>;
  /** Of these, those whose body said something of the birth date. */
  readonly withBirthDate: ReadonlyMap<string, ReadonlySet<number>>;
  /** Which choices of which shoppers it acknowledged. */
  readonly chosen: ReadonlyMap<string, ReadonlySet<number>>;
  /** Of whom it acknowledged that the store has deleted them. */
  readonly deletedInStore: ReadonlySet<string>;
  /** Whom the store kept, by id, of two that it made one, with the other, where it acknowledged that. */
  readonly keeps: ReadonlyMap<string, Shopper>;
  /** Of whom it acknowledged that they are to be erased, and whom operators erased. */
  readonly erased: ReadonlySet<string>;
  /** Whom somebody deleted in Masivo for good. */
  readonly deleted: ReadonlySet<string>;
  /** How an operator decided on whom the flood guard held, or, after the deletion, on who is gone. */
  readonly released: ReadonlyMap<string, Decision>;
}

/** The same while it happens. */
export class Happening implements Happened {
  readonly acknowledged = new Map<string, Set<number>>();
  readonly withBirthDate = new Map<string, Set<number>>();
  readonly chosen = new Map<string, Set<number>>();
  readonly deletedInStore = new Set<string>();
  readonly keeps = new Map<string, Shopper>();
  readonly erased = new Set<string>();
  readonly deleted = new Set<string>();
  readonly released = new Map<string, Decision>();
  /** Deleted by many at once, and brought back later: nothing is expected of them but what was before. */
  readonly restored = new Set<string>();
  /** Shoppers of whom a version was acknowledged, in that order. */
  readonly told: Shopper[] = [];
  /** Deliveries by shopper, without those whose logs have expired. */
  readonly deliveries = new Map<string, Set<string>>();

  /** Whose vendors tell a shopper's whole state, not what an event was about, to whoever asks, as is done here. */
  readonly #asksForStates: (source: string) => boolean;

  constructor(asksForStates: (source: string) => boolean = () => false) {
    this.#asksForStates = asksForStates;
  }

  /** @param delivery undefined of an event whose webhook is lost, and which its vendor tells whoever asks */
  acknowledge({ shopper, tells }: Pick<StoryEvent, 'shopper' | 'tells'>, delivery: string | undefined): void {
    if (tells === 'nothing') return;
    const { id } = shopper;
    if (tells === 'erasure') this.erased.add(id);
    else if (tells === 'deletion') this.deletedInStore.add(id);
    else if (tells === 'merge') this.keeps.set(shopper.merged?.into ?? '', shopper);
    else if ('choice' in tells) add(this.chosen, id, tells.choice);
    else {
      if (!this.acknowledged.has(id)) this.told.push(shopper);
      add(this.acknowledged, id, tells.version);
      if (tells.birthDate || this.#asksForStates(shopper.source)) add(this.withBirthDate, id, tells.version);
    }
    if (delivery !== undefined) add(this.deliveries, id, delivery);
  }
}

function add<T>(sets: Map<string, Set<T>>, id: string, value: T): void {
  sets.set(id, (sets.get(id) ?? new Set<T>()).add(value));
}
