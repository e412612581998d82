import type { DeliveryPage } from '../../../core/answers/deliveries';
import { filledPage } from '../../../core/filled-page';

/** What the list shows. */
export interface Listed extends DeliveryPage {
  /** Older ones are looked for at this moment. */
  readonly isSearching: boolean;
  /** When the search began, epoch ms. */
  readonly searchedAt: number;
  /** Set where a live list has rows that took a long search: what is older than this is as of that search. */
  readonly liveBackTo?: string;
}

interface ListDeps {
  readonly limit: number;
  /** A page of the list from here on: an empty text is its beginning. */
  readonly before: string;
  readonly ask: (part: { readonly limit: number; readonly before: string }) => Promise<DeliveryPage>;
  /** The list as it was shown before, where time alone has passed. */
  readonly earlier: Listed | undefined;
  readonly show: (part: Listed) => void;
  readonly isOver: () => boolean;
  readonly now: () => number;
}

/**
 * One page of the list: searched on until it is full, and shown as it fills. A search that failed on its way is gone on
 * with where it stopped, the next time.
 */
export async function listed({ limit, before, ask, earlier, show, isOver, now }: ListDeps): Promise<Listed> {
  const begun = { searchedAt: now(), isSearching: false };
  const first: Listed = { ...(await ask({ limit, before })), ...begun };
  const base = (earlier && broughtUpToDate(earlier, first, limit)) ?? first;
  const { searchedAt, liveBackTo } = base;
  const whole = (page: DeliveryPage, isSearching: boolean): Listed => ({
    ...page,
    searchedAt,
    isSearching,
    ...(liveBackTo === undefined ? {} : { liveBackTo }),
  });
  const page = await filledPage(base, limit, ask, {
    goesOn: () => !isOver(),
    onPart: (soFar) => show(whole(soFar, true)),
    onFailed(error) {
      if (isOver()) throw error;
    },
  });
  return whole(page, false);
}

/**
 * A list that is live asks one search at a time: what lies further back keeps as the long search found it, and says so.
 * Undefined where it has to be searched anew.
 */
function broughtUpToDate(earlier: Listed, first: DeliveryPage, limit: number): Listed | undefined {
  const liveBackTo = first.searchedBackTo;
  if (liveBackTo === undefined) return undefined;
  const isThere = new Set(first.deliveries.map(({ id }) => id));
  const older = earlier.deliveries.filter(
    ({ id, receivedAt }) => receivedAt <= liveBackTo && !isThere.has(id),
  );
  const deliveries = [...first.deliveries, ...older];
  // So many came that the page would grow without an end.
  if (deliveries.length > 2 * limit) return undefined;
  return { ...earlier, deliveries, liveBackTo };
}
