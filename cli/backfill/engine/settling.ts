import type { Given, Problem, SettleDeps } from './settle';
import { settle } from './settle';

export interface Settling {
  add(given: Given): void;
  /** Resolves when another request may be sent without leaving shoppers without a consent record for long. */
  room(): Promise<void>;
  /** Resolves when everything is settled. */
  idle(): Promise<void>;
}

// The largest backlog in memory, in requests of a thousand ids each.
const most = 150;

/**
 * Settles one request after the other, beside the sending. Where consent records are slower than migrations, sending
 * waits for them: the whole takes no longer, and a shopper whom Masivo shows is not without a consent record for hours.
 * @param onEnd as each request is settled.
 */
export function settling(
  deps: Omit<SettleDeps, 'onShown'>,
  onEnd: (given: Given, problems: readonly Problem[]) => void,
): Settling {
  const queue: Given[] = [];
  let pending = 0;
  let failure: { readonly error: unknown } | undefined;
  let working: Promise<void> = Promise.resolve();
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  /** How long Masivo takes to show a migration, and how long settling takes after that. */
  let showsAfterMs: number | undefined;
  let settlesInMs = 0;

  const limit = () =>
    showsAfterMs === undefined
      ? most
      : Math.min(most, Math.ceil(showsAfterMs / Math.max(settlesInMs, deps.migrations.everyMs)) + 2);

  function tell(): void {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  }

  async function settleOne(given: Given): Promise<void> {
    // A request in which nobody was sent has nothing to wait for and nothing to measure.
    if (given.customers.length === 0) return onEnd(given, []);
    const began = deps.now().getTime();
    let shownAt: number | undefined;
    const onShown = () => {
      shownAt ??= deps.now().getTime();
    };
    const problems = await settle(given, { ...deps, onShown });
    const shown = shownAt ?? deps.now().getTime();
    // If it showed at the first look it may have shown long before: this is only an upper bound.
    const waited = shown - began > deps.waits.firstPause / 2;
    showsAfterMs = waited
      ? shown - given.at
      : Math.min(showsAfterMs ?? Number.POSITIVE_INFINITY, shown - given.at);
    settlesInMs = deps.now().getTime() - shown;
    onEnd(given, problems);
  }

  async function work(): Promise<void> {
    for (let given = queue.shift(); given && !failure; given = queue.shift()) {
      try {
        await settleOne(given);
      } catch (error) {
        failure = { error };
      }
      pending -= 1;
      tell();
    }
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!failure && !condition()) await changed;
    if (failure) throw failure.error;
  }

  return {
    add(given) {
      queue.push(given);
      pending += 1;
      if (pending === 1) working = working.then(work);
    },
    room: () => until(() => pending < limit()),
    idle: () => until(() => pending === 0),
  };
}
