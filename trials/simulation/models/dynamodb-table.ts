import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { table } from '../../../lambda/ledger/table';
import { hashOf } from '../kernel/seeds';
import type { Item } from './expressions/values';

export interface TableOptions {
  readonly now: () => number;
  readonly seed: number;
  /** How long after its expiry an item may still be there, at most; null where nothing is ever deleted. */
  readonly longestExpiryMs: number | null;
  /** How far an index may lag behind the table at most, and a read that is not consistent. */
  readonly longestLagMs: () => number;
}

/** One ledger table with its indexes, as DynamoDB keeps it. */
export interface Table {
  read(pk: string, consistent: boolean): Item | undefined;
  write(pk: string, item: Item | undefined): void;
  /** The keys under this value of an index, in its order, as far as the index has caught up. */
  query(index: string, hash: string): readonly Item[];
  /** Everything that is there. */
  items(): readonly Item[];
}

interface Index {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
}
const indexes: readonly Index[] = [table.byOutcome, table.byOwner];

interface Version {
  readonly item: Item | undefined;
  /** When the indexes, and reads that are not consistent, show it. */
  readonly shownAt: number;
}

export function dynamoDbTable({ now, seed, longestExpiryMs, longestLagMs }: TableOptions): Table {
  /** The newest version last; those before it are what laggards still see. */
  const versions = new Map<string, readonly Version[]>();

  function isExpired(item: Item): boolean {
    const expiry = item[table.expiry]?.N;
    if (expiry === undefined || longestExpiryMs === null) return false;
    const late = (hashOf(`${seed}|${item.pk?.S}|${expiry}`) / 2 ** 32) * longestExpiryMs;
    return Number(expiry) * 1000 + late <= now();
  }
  const alive = (item: Item | undefined) => (item && !isExpired(item) ? item : undefined);

  /** What those see that lag behind. */
  function lagging(pk: string): Item | undefined {
    return alive(versions.get(pk)?.findLast(({ shownAt }) => shownAt <= now())?.item);
  }

  return {
    read: (pk, consistent) => (consistent ? alive(versions.get(pk)?.at(-1)?.item) : lagging(pk)),
    write(pk, item) {
      const before = versions.get(pk) ?? [];
      const last = before.at(-1);
      // Nobody sees a newer version before an older one.
      const shownAt = Math.max(now() + longestLagMs(), last?.shownAt ?? 0);
      const kept = before.slice(
        Math.max(
          0,
          before.findLastIndex((version) => version.shownAt <= now()),
        ),
      );
      versions.set(pk, [...kept, { item, shownAt }]);
    },
    query(index, hash) {
      const keys = indexes.find(({ name }) => name === index);
      if (!keys) throw new Error(`There is no index ${index}`);
      const found = [...versions.keys()].flatMap((pk) => {
        const item = lagging(pk);
        return item?.[keys.hash]?.S === hash ? [projected(item, keys)] : [];
      });
      return found.sort((a, b) => textOf(a, keys.range).localeCompare(textOf(b, keys.range)));
    },
    items: () =>
      [...versions.keys()]
        .map((pk) => alive(versions.get(pk)?.at(-1)?.item))
        .filter((item) => item !== undefined),
  };
}

/** Both indexes project keys only. */
function projected(item: Item, { hash, range }: Index): Item {
  const keys: Record<string, AttributeValue> = {};
  for (const name of ['pk', hash, range]) {
    const value = item[name];
    if (value) keys[name] = value;
  }
  return keys;
}

const textOf = (item: Item, name: string) => `${item[name]?.S}|${item.pk?.S}`;
