/** What to pause and what to resume: `*` for all, or stores as `source/store`. */
export interface PauseChange {
  readonly pause: readonly string[];
  readonly resume: readonly string[];
}

/**
 * The changes made in a list of what is paused. Only those are requested: what another operator paused after the list
 * was opened stays paused.
 * @param before what was ticked when the list was opened.
 * @param stores all stores: where all were paused and one is resumed, the others stay paused.
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
