import type { StoreName } from '../../lambda/store-name';
import { trialVendor } from '../vendors/registry';
import type { InStore } from '../vendors/vendor';
import { standingChoice } from './newest-statement';
import type { Shopper } from './shopper';
import type { StoryEvent } from './story';

/** Puts what a store's vendor holds from now on where it can be asked. */
export type Put = (store: StoreName, id: string, held: () => Readonly<Record<string, unknown>>) => void;

/**
 * What has happened in the stores so far, whether or not a webhook tells it. An event happens when the story comes to it,
 * and with it all that was before it in its shopper's life, whose webhooks may still be on their way.
 */
export class StoreBooks {
  readonly #lives = new Map<string, StoryEvent[]>();
  /** How far each shopper's life has come, ms of the story. */
  readonly #clocks = new Map<string, number>();
  readonly #sent = new Set<StoryEvent>();
  readonly #put: Put;

  constructor(sendings: readonly StoryEvent[], put: Put) {
    this.#put = put;
    for (const event of new Set(sendings)) {
      if (event.tells === 'nothing') continue;
      const life = this.#lives.get(event.shopper.id) ?? [];
      life.push(event);
      this.#lives.set(event.shopper.id, life);
    }
  }

  happen(event: StoryEvent): void {
    const { shopper, tells } = event;
    if (this.#sent.has(event)) return;
    this.#sent.add(event);
    const { lists } = trialVendor(shopper.source).story;
    // A store that asks to erase somebody still has the person, who is to stay away here.
    if (!lists || tells === 'nothing' || tells === 'erasure') return;
    const before = this.#clockOf(shopper);
    this.#clocks.set(shopper.id, Math.max(before, timeOf(event)));
    // The state had it already.
    if (lists.kind === 'states' && timeOf(event) <= before) return;
    const id = lists.kind === 'states' ? shopper.id : `${shopper.id} ${JSON.stringify(tells)}`;
    this.#put(shopper, id, () => lists.held(shopper, this.#now(shopper), event));
  }

  /** What the stores tell already, of a story that broke off before the webhook. */
  owed(): readonly StoryEvent[] {
    return [...this.#lives.values()]
      .flat()
      .filter((event) => !this.#sent.has(event) && timeOf(event) <= this.#clockOf(event.shopper));
  }

  #clockOf = ({ id }: Shopper): number => this.#clocks.get(id) ?? Number.NEGATIVE_INFINITY;

  #now(shopper: Shopper): InStore {
    const clock = this.#clockOf(shopper);
    const past = (this.#lives.get(shopper.id) ?? []).filter((event) => timeOf(event) <= clock);
    const versions = past.flatMap(({ tells }) =>
      typeof tells === 'object' && 'version' in tells ? [tells.version] : [],
    );
    const choices = past.flatMap(({ tells }) =>
      typeof tells === 'object' && 'choice' in tells ? [tells.choice] : [],
    );
    return {
      version: versions.length > 0 ? Math.max(...versions) : undefined,
      choice: standingChoice(shopper, choices),
      second: Math.floor(clock / 1000),
      isGone: past.some(({ tells }) => tells === 'deletion' || tells === 'merge'),
    };
  }
}

/** When it happened, ms of the story. */
function timeOf({ shopper, tells }: StoryEvent): number {
  switch (tells) {
    case 'nothing':
    case 'erasure':
      return Number.POSITIVE_INFINITY;
    case 'deletion':
      return (shopper.deletedAt ?? 0) * 1000;
    case 'merge':
      return (shopper.merged?.at ?? 0) * 1000;
    default:
      return 'choice' in tells
        ? (shopper.choices[tells.choice]?.noticedAt ?? 0)
        : (shopper.versions[tells.version]?.second ?? 0) * 1000 + tells.version;
  }
}
