import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Tokens } from './tokens';
import { added, type Bindings, type Item, type Path, sizeOf, valueAt } from './values';

/** A part of an expression, read once and evaluated for each item. */
export type Operand = (item: Item | undefined, bindings: Bindings) => AttributeValue | undefined;
export type BoundPath = (bindings: Bindings) => Path;

/** `name`, `#name`, `a.b`, `a[0]` */
export function readPath(from: Tokens): BoundPath {
  const steps: (string | number)[] = [from.take()];
  for (;;) {
    if (from.takeIf('.')) steps.push(from.take());
    else if (from.takeIf('[')) {
      steps.push(Number(from.take()));
      from.expect(']');
    } else break;
  }
  return ({ names }) =>
    steps.map((step) => {
      if (typeof step === 'number' || !step.startsWith('#')) return step;
      const name = names[step];
      if (name === undefined) throw new Error(`The name ${step} is not bound`);
      return name;
    });
}

/** A path, a value, `size(path)`, `if_not_exists(path, operand)`, `list_append(a, b)`. */
export function readOperand(from: Tokens): Operand {
  const next = from.peek() ?? '';
  if (next.startsWith(':')) {
    from.take();
    return (_, { values }) => {
      const value = values[next];
      if (value === undefined) throw new Error(`The value ${next} is not bound`);
      return value;
    };
  }
  if (from.takeIf('size')) {
    const inner = inBrackets(from, readOperand);
    return (item, bindings) => sizeOf(inner(item, bindings));
  }
  if (from.takeIf('if_not_exists')) {
    const [first, second] = twoInBrackets(from);
    return (item, bindings) => first(item, bindings) ?? second(item, bindings);
  }
  if (from.takeIf('list_append')) {
    const [first, second] = twoInBrackets(from);
    return (item, bindings) => ({
      L: [...(first(item, bindings)?.L ?? []), ...(second(item, bindings)?.L ?? [])],
    });
  }
  const path = readPath(from);
  return (item, bindings) => valueAt(item, path(bindings));
}

/** An operand, or two of them added or subtracted. */
export function readSum(from: Tokens): Operand {
  const first = readOperand(from);
  const sign = from.takeIf('+') ? 1 : from.takeIf('-') ? -1 : undefined;
  if (sign === undefined) return first;
  const second = readOperand(from);
  return (item, bindings) => added(first(item, bindings), second(item, bindings), sign);
}

export function inBrackets<T>(from: Tokens, read: (from: Tokens) => T): T {
  from.expect('(');
  const inner = read(from);
  from.expect(')');
  return inner;
}

export function twoInBrackets(from: Tokens): readonly [Operand, Operand] {
  return inBrackets(from, () => {
    const first = readOperand(from);
    from.expect(',');
    return [first, readOperand(from)] as const;
  });
}
