/** What is asked of the brake, each as it is named there: `*` for all, or stores as `source/store`. */
export interface PauseChange {
  readonly pause: readonly string[];
  readonly resume: readonly string[];
}

/**
 * What somebody changed in a list of what is paused. Only that is asked for: what another operator paused since the
 * list was opened stays paused.
 * @param before what was ticked when the list was opened.
 * @param stores all there are: where all were paused, one of them goes on by itself and the others stay.
 */
export function pauseChange(
  before: readonly string[],
  ticked: readonly string[],
  stores: readonly string[],
): PauseChange {
  if (ticked.includes('*')) return { pause: before.includes('*') ? [] : ['*'], resume: [] };
  const oneByOne = before.includes('*') ? stores : before;
  return {
    pause: ticked.filter((store) => !oneByOne.includes(store)),
    resume: oneByOne.filter((store) => !ticked.includes(store)),
  };
}
