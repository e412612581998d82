import type { AskedPage } from './ask';
import { feed } from './feed';
import type { Known } from './known';
import type { Walk } from './walk-deps';

/** Feeds a page, and counts it. @returns false where there was no time for all of it: the next run finds it again. */
export async function feedPage(page: AskedPage, askedAt: Date, deps: Walk): Promise<boolean> {
  const { changes, tally, now, endsAt } = deps;
  const isOver = () => now().getTime() >= endsAt.getTime();
  const known = await feed(page.changes, { ...deps, source: changes.source, askedAt, isOver });
  if (!known) return false;
  const count = (kind: Known) => known.filter((each) => each === kind).length;
  tally.found += known.length;
  tally.fed += count('news');
  tally.told += count('told');
  tally.again += count('found');
  return true;
}
