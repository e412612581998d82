import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

export interface IndexKeys {
  readonly hash: string;
  readonly range: string;
}

/**
 * An item's bytes as DynamoDB counts them: names and values in UTF-8, numbers by pairs of digits, a list or map with
 * 3 bytes and 1 for each element (developer guide, "DynamoDB item sizes and formats").
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + valueBytes(each), 0);
  throw new Error(`The ledger stores no ${Object.keys(value).join()}`);
}

function numberBytes(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2) + (text.startsWith('-') ? 1 : 0);
}

/** An index entry of an index that projects keys only; undefined for an item that is not in it. */
export function entryOf(item: Item | undefined, tableKey: string, index: IndexKeys): Item | undefined {
  const [hash, range, key] = [item?.[index.hash], item?.[index.range], item?.[tableKey]];
  return hash && range && key ? { [index.hash]: hash, [index.range]: range, [tableKey]: key } : undefined;
}

const startedKb = (bytes: number, kb: number) => Math.max(1, Math.ceil(bytes / (kb * 1024)));

/** Each started KB of the larger of the item before and after. */
export const writeUnits = (before: Item | undefined, after: Item): number =>
  startedKb(Math.max(before ? itemBytes(before) : 0, itemBytes(after)), 1);

/**
 * What an index adds to a write: a new entry is one write, one that goes is one, one whose key changes is both, and
 * one that stays as it is none (developer guide, "Using Global Secondary Indexes").
 */
export function indexWriteUnits(before: Item | undefined, after: Item | undefined): number {
  if (before && after && sameEntry(before, after)) return 0;
  return [before, after].reduce((sum, entry) => sum + (entry ? startedKb(itemBytes(entry), 1) : 0), 0);
}

const sameEntry = (a: Item, b: Item) => Object.entries(a).every(([name, value]) => value.S === b[name]?.S);

/** Each started 4 KB, half of it where a read need not be consistent; what is not there costs as much as the least. */
export const readUnits = (item: Item | undefined, consistent: boolean): number =>
  startedKb(item ? itemBytes(item) : 0, 4) * (consistent ? 1 : 0.5);
