import * as v from 'valibot';
import { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { StoreSettings } from '../../lambda/settings';
import { version } from '../../package.json';
import type { DeliveryQuery } from '../core/answers/deliveries';
import type { MappingComparison, MappingDifference } from '../core/answers/mapping';
import type { AnswerOf } from '../core/calls';
import type { SentRecord } from '../core/mapping-bodies';
import { differenceOf } from '../core/mapping-difference';
import type { Call } from './call';

export interface CompareMappingDeps {
  readonly call: Call;
  readonly stores: readonly StoreSettings[];
  readonly mapping: CompiledMapping | undefined;
  readonly reveal: boolean;
}

type Query = Omit<DeliveryQuery, 'before'>;

/**
 * Where the version and the mapping at hand are the deployed ones, the function compares, and no body leaves it. Others
 * run here, on bodies that the function hands out: code is never sent to it. Before an upgrade it is the new version
 * that has to be compared, also where the mapping stays as it is.
 */
export const compareMapping = async (query: Query, deps: CompareMappingDeps): Promise<MappingComparison> =>
  (await comparedThere(query, deps)) ?? comparedHere(query, deps);

class Tally {
  readonly differences: MappingDifference[] = [];
  compared = 0;
  unknown = 0;
  otherIds = 0;
  get seen(): number {
    return this.compared + this.unknown;
  }
  ended(isMore: boolean): MappingComparison {
    const { compared, unknown, otherIds, differences } = this;
    return { compared, unknown, otherIds, more: isMore, differences };
  }
}

/** Undefined where the function has other code. */
async function comparedThere(
  query: Query,
  { call, stores, mapping, reveal }: CompareMappingDeps,
): Promise<MappingComparison | undefined> {
  const tally = new Tally();
  let before: string | null = null;
  do {
    const part: AnswerOf<'compareMapping'> = await call(reveal ? 'revealMapping' : 'compareMapping', {
      version,
      query: { ...query, limit: query.limit - tally.seen, before: before ?? undefined },
      stores,
      mapping: mapping?.hash ?? null,
    });
    if (part.kind === 'other-code') return undefined;
    tally.differences.push(...part.differences);
    tally.compared += part.compared;
    tally.unknown += part.unknown;
    tally.otherIds += part.otherIds;
    before = part.next;
  } while (before !== null && tally.seen < query.limit);
  return tally.ended(before !== null);
}

const largestPage = 200;

async function comparedHere(
  query: Query,
  { call, stores, mapping, reveal }: CompareMappingDeps,
): Promise<MappingComparison> {
  const tally = new Tally();
  const begin = async () => {
    const begun = await call('mappingBodies', { count: query.limit - tally.seen });
    return begun.kind === 'begun' ? begun.bulk : unexpected(begun);
  };
  let bulk = await begin();
  let before: string | null = null;
  let isNew = true;
  do {
    const limit = Math.min(largestPage, query.limit - tally.seen);
    const page: AnswerOf<'mappingBodies'> = await call('mappingBodies', {
      query: { ...query, limit, before: before ?? undefined },
      bulk,
    });
    // A write that is tried again after a lost answer may count twice: then less is left than was begun.
    if (page.kind === 'unrecorded' && !isNew) {
      bulk = await begin();
      isNew = true;
      continue;
    }
    if (page.kind !== 'bodies') return unexpected(page);
    isNew = false;
    for (const record of page.records) {
      const difference = differenceOf(received(record), {
        settings: { stores: [...stores] },
        mapping,
        reveal,
      });
      if (difference === 'unknown') tally.unknown += 1;
      else tally.compared += 1;
      if (difference === 'other-id') tally.otherIds += 1;
      if (typeof difference === 'object') tally.differences.push(difference);
    }
    before = page.next;
  } while (isNew || (before !== null && tally.seen < query.limit));
  return tally.ended(before !== null);
}

const received = ({ body, ...record }: SentRecord): DeliveryRecord =>
  v.parse(DeliveryRecord, { ...record, attempts: [], body: new Uint8Array(Buffer.from(body, 'base64')) });

function unexpected({ kind }: { readonly kind: string }): never {
  throw new Error(`The function answered \`${kind}\`, which answers another call`);
}
