import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;
/** From the item down: names, and numbers for places in lists. */
export type Path = readonly (string | number)[];

/** What a request binds its placeholders to. */
export interface Bindings {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

export function valueAt(item: Item | undefined, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item ?? {} };
  for (const step of path) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
  return value;
}

/** The item with this value there. @throws Error where what it is to stand in is not there, as DynamoDB does */
export function withValue(item: Item, path: Path, value: AttributeValue | undefined): Item {
  const [step, ...rest] = path;
  if (typeof step !== 'string') throw new Error('Only members of maps are modelled as targets');
  if (rest.length === 0) {
    const { [step]: _, ...others } = item;
    return value === undefined ? others : { ...others, [step]: value };
  }
  const inner = item[step]?.M;
  if (!inner) throw Object.assign(new Error('The document path is invalid'), { name: 'ValidationException' });
  return { ...item, [step]: { M: { ...withValue(inner, rest, value) } } };
}

/** Negative, 0 or positive; undefined for values of two types, of which none is the greater. */
export function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  if (a?.S !== undefined && b?.S !== undefined) return a.S < b.S ? -1 : a.S > b.S ? 1 : 0;
  if (a?.B !== undefined && b?.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

export function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (!a || !b) return false;
  return compare(a, b) === 0 || JSON.stringify(a) === JSON.stringify(b);
}

export function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value) return undefined;
  const { S, B, L, M } = value;
  const size = S ?? B ?? L;
  if (size !== undefined) return { N: String(size.length) };
  return M ? { N: String(Object.keys(M).length) } : undefined;
}

export function added(a: AttributeValue | undefined, b: AttributeValue | undefined, sign: 1 | -1) {
  if (a?.N === undefined || b?.N === undefined) {
    throw Object.assign(new Error('An operand of an addition is no number'), { name: 'ValidationException' });
  }
  // DynamoDB's numbers are decimal: what is added in thousandths has no tail.
  return { N: String(Math.round((Number(a.N) + sign * Number(b.N)) * 1e6) / 1e6) };
}
