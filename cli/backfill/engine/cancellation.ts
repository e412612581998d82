import { type BackfillDeps, Interrupted } from './deps';

const longestNapMs = 500;

/**
 * The dependencies of one run: once the run has ended, what still works in its background stops at its next pause or
 * request. When the operator stops the command, a pause ends at once; a request under way is finished.
 */
export function cancellable(deps: BackfillDeps): { readonly alive: BackfillDeps; end(): void } {
  let isOver = false;

  function goOn(): void {
    if (deps.stopped.aborted) throw new Interrupted('Stopped, as you asked.');
    if (isOver) throw new Interrupted('The run is over.');
  }

  return {
    alive: {
      ...deps,
      async sleep(ms) {
        const until = deps.now().getTime() + ms;
        for (let rest = ms; rest > 0; rest = until - deps.now().getTime()) {
          goOn();
          await deps.sleep(Math.min(rest, longestNapMs));
        }
        goOn();
      },
      masivo(slots, endsAt) {
        goOn();
        return deps.masivo(slots, endsAt);
      },
    },
    end() {
      isOver = true;
    },
  };
}
