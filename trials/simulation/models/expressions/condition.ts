import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { inBrackets, readOperand, readPath, twoInBrackets } from './operands';
import { type Tokens, tokens } from './tokens';
import { type Bindings, compare, type Item, isEqual, valueAt } from './values';

export type Condition = (item: Item | undefined, bindings: Bindings) => boolean;

const read = new Map<string, Condition>();

/**
 * Condition and key condition expressions, as far as anybody here uses them: `AND`, `OR`, `NOT`, comparisons, `BETWEEN`,
 * `attribute_exists`, `attribute_not_exists`, `begins_with`, `size`.
 * @throws Error for what is not modelled: it is never taken for true.
 */
export function conditionOf(expression: string): Condition {
  const known = read.get(expression);
  if (known) return known;
  const from = tokens(expression);
  const condition = readEither(from);
  from.end();
  read.set(expression, condition);
  return condition;
}

function readEither(from: Tokens): Condition {
  const parts = [readAll(from)];
  while (from.takeIf('OR')) parts.push(readAll(from));
  return (item, bindings) => parts.some((part) => part(item, bindings));
}

function readAll(from: Tokens): Condition {
  const parts = [readOne(from)];
  while (from.takeIf('AND')) parts.push(readOne(from));
  return (item, bindings) => parts.every((part) => part(item, bindings));
}

function readOne(from: Tokens): Condition {
  if (from.takeIf('NOT')) {
    const inner = readOne(from);
    return (item, bindings) => !inner(item, bindings);
  }
  if (from.peek() === '(') return inBrackets(from, readEither);
  if (from.takeIf('attribute_exists')) {
    const path = inBrackets(from, readPath);
    return (item, bindings) => valueAt(item, path(bindings)) !== undefined;
  }
  if (from.takeIf('attribute_not_exists')) {
    const path = inBrackets(from, readPath);
    return (item, bindings) => valueAt(item, path(bindings)) === undefined;
  }
  if (from.takeIf('begins_with')) {
    const [text, start] = twoInBrackets(from);
    return (item, bindings) => text(item, bindings)?.S?.startsWith(start(item, bindings)?.S ?? '') === true;
  }
  return readComparison(from);
}

function readComparison(from: Tokens): Condition {
  const left = readOperand(from);
  if (from.takeIf('BETWEEN')) {
    const low = readOperand(from);
    from.expect('AND');
    const high = readOperand(from);
    return (item, bindings) => {
      const value = left(item, bindings);
      const above = compare(value, low(item, bindings)) ?? -1;
      const below = compare(value, high(item, bindings)) ?? 1;
      return above >= 0 && below <= 0;
    };
  }
  const operator = from.take();
  const holds = operators[operator];
  if (!holds) throw new Error(`The comparison ${operator} is not modelled`);
  const right = readOperand(from);
  return (item, bindings) => holds(left(item, bindings), right(item, bindings));
}

type Holds = (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean;

const ordered =
  (holds: (order: number) => boolean): Holds =>
  (a, b) => {
    const order = compare(a, b);
    return order !== undefined && holds(order);
  };

const operators: Readonly<Record<string, Holds>> = {
  '=': isEqual,
  // Of an attribute that is not there DynamoDB says that it differs from every value.
  '<>': (a, b) => !isEqual(a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
};
