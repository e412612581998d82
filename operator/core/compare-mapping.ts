import type { Clock } from '../../lambda/clock';
import type { MappingComparison, MappingDifference } from './answers/mapping';
import { type ComparedWith, differenceOf } from './mapping-difference';
import type { LedgerPlace } from './records';
import { type Search, search } from './search';

const pageSize = 200;
/** Each part ends within a call, and its answer within Lambda's 6 MB. */
const limits = { ms: 8000, differences: 2000 };

export interface CompareOptions extends ComparedWith {
  readonly place: LedgerPlace;
  readonly clock: Clock;
}

/** A part of a comparison; `next` is where the next one begins. */
export interface ComparedPart extends MappingComparison {
  readonly kind: 'compared';
  readonly next: string | null;
}

/** What a changed mapping would make of received events, beside what was sent. */
export async function compareMapping(
  query: Search,
  { place, clock, ...comparedWith }: CompareOptions,
): Promise<ComparedPart> {
  const until = clock.now().getTime() + limits.ms;
  const differences: MappingDifference[] = [];
  let compared = 0;
  let unknown = 0;
  let otherIds = 0;
  let before = query.before;
  for (;;) {
    const limit = Math.min(pageSize, query.limit - compared - unknown);
    const page = await search({ ...query, limit, ...(before ? { before } : {}) }, place, clock);
    for (const record of page.records) {
      const difference = differenceOf(record, comparedWith);
      if (difference === 'unknown') unknown += 1;
      else compared += 1;
      if (difference === 'other-id') otherIds += 1;
      if (typeof difference === 'object') differences.push(difference);
    }
    before = page.next;
    const isFull = compared + unknown >= query.limit || differences.length >= limits.differences;
    if (before === undefined || isFull || clock.now().getTime() >= until) {
      return {
        kind: 'compared',
        compared,
        unknown,
        otherIds,
        more: before !== undefined,
        differences,
        next: before ?? null,
      };
    }
  }
}
