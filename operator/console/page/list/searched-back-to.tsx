import { countText } from '../../../core/text/quantities';
import { timeOf } from '../state/zone';
import type { Listed } from './listed';

/** How far back a list was searched, where that is not as far as there are deliveries, and what of it is live. */
export function SearchedBackTo({ list, again }: { list: Listed; again: () => void }) {
  const { deliveries, searchedBackTo, next, isSearching, searchedAt, liveBackTo } = list;
  if (isSearching && searchedBackTo) {
    // Not read aloud each time: the end of it is.
    return (
      <p class="note">
        Searching, back to {timeOf(searchedBackTo)} so far. {countText(deliveries.length, 'delivery')} found.
      </p>
    );
  }
  return (
    <>
      {searchedBackTo && (
        <p class="note" role="status">
          Searched back to {timeOf(searchedBackTo)}.{' '}
          {next ? 'There may be older matches:' : 'Nothing older matches.'}
        </p>
      )}
      {liveBackTo && (
        <p class="note">
          Live back to {timeOf(liveBackTo)}. What is older is as of{' '}
          {timeOf(new Date(searchedAt).toISOString())}.{' '}
          <button type="button" onClick={again}>
            Search again
          </button>
        </p>
      )}
    </>
  );
}
