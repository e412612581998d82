import { isOfThePlace } from '../retry/vendor-answers';
import type { Window } from '../sources/changes';
import { firstThrough, type Progress, progressFrom, type Standing } from './progress';
import type { Failure } from './report';
import { readAgain } from './set-aside';
import type { Walk } from './walk-deps';
import { walkWindow } from './walk-window';

/** Reads all that has changed, window by window. @returns why it did not come to the end; null where it did. */
export async function walk(deps: Walk, standing: Standing): Promise<Failure | null> {
  const { store, changes, overlapMs, begun, tally } = deps;
  const first = (): Progress => ({
    through: firstThrough(store.signupsSince, standing.since, begun),
    open: null,
    setAside: [],
  });
  let progress = progressFrom(deps.since, standing.progress ?? first());
  const stopped = await readAgain(deps);
  if (stopped) return stopped;
  const move = mover(deps, progress);
  // A vendor tells its latest changes late: each run reads again what the one before may have asked for too early.
  let from = progress.through - overlapMs;
  for (;;) {
    const resumed = progress.open !== null;
    const window = progress.open ? windowIn(progress.open) : changes.windowFrom(new Date(from), begun);
    const ended = await walkWindow({ ...deps, move }, window, progress);
    if (ended.kind === 'failed' && resumed && mayBeThePlace(ended.failure)) {
      // The vendor may no longer know the place at which an earlier run stopped: then the window is read anew.
      progress = { ...progress, open: null };
      from = progress.through - overlapMs;
      continue;
    }
    if (ended.kind === 'failed') return ended.failure;
    const through = Math.max(progress.through, window.to.getTime());
    progress = { through, open: null, setAside: [...tally.setAside] };
    if (!(await move(progress))) return { code: 'lease-lost' };
    if (window.to.getTime() >= begun.getTime()) {
      return tally.passedOver > 0 ? { code: 'some-unreadable' } : null;
    }
    from = resumed ? progress.through - overlapMs : window.to.getTime();
  }
}

const windowIn = ({ from, to }: NonNullable<Progress['open']>): Window => ({
  from: new Date(from),
  to: new Date(to),
});

const mayBeThePlace = ({ code, status }: Failure): boolean =>
  code === 'unreadable' || (code === 'refused' && status !== undefined && isOfThePlace(status));

/** Moves the cursor, but not past somebody who was passed over. @returns what does so; false where the lease is lost */
function mover({ reconciliations, run, tally }: Walk, begin: Progress) {
  let furthest = begin;
  return (progress: Progress): Promise<boolean> => {
    if (tally.passedOver === 0) furthest = progress;
    return reconciliations.advance(run, furthest);
  };
}
