import { type BoundPath, type Operand, readOperand, readPath, readSum } from './operands';
import { type Tokens, tokens } from './tokens';
import { added, type Bindings, type Item, valueAt, withValue } from './values';

/** @returns the item after the update. All operands are those of the item before it. */
export type Update = (before: Item, bindings: Bindings) => Item;

type Step = (after: Item, before: Item, bindings: Bindings) => Item;

const read = new Map<string, Update>();

/** Update expressions with `SET`, `REMOVE`, `ADD` of numbers and `DELETE` from sets of texts. @throws Error for what is not modelled */
export function updateOf(expression: string): Update {
  const known = read.get(expression);
  if (known) return known;
  const from = tokens(expression);
  const steps: Step[] = [];
  while (from.peek() !== undefined) steps.push(...readClause(from));
  const update: Update = (before, bindings) =>
    steps.reduce((after, step) => step(after, before, bindings), before);
  read.set(expression, update);
  return update;
}

function readClause(from: Tokens): Step[] {
  const clause = from.take().toUpperCase();
  if (clause === 'SET') return list(from, readSet);
  if (clause === 'REMOVE') {
    return list(from, () => {
      const path = readPath(from);
      return (after, _, bindings) => withValue(after, path(bindings), undefined);
    });
  }
  if (clause === 'ADD') return list(from, readAdd);
  if (clause === 'DELETE') return list(from, readDelete);
  throw new Error(`The clause ${clause} is not modelled`);
}

function list(from: Tokens, readStep: (from: Tokens) => Step): Step[] {
  const steps = [readStep(from)];
  while (from.takeIf(',')) steps.push(readStep(from));
  return steps;
}

function readSet(from: Tokens): Step {
  const path = readPath(from);
  from.expect('=');
  return assign(path, readSum(from));
}

function readAdd(from: Tokens): Step {
  const path = readPath(from);
  const more = readOperand(from);
  return assign(path, (item, bindings) =>
    added(valueAt(item, path(bindings)) ?? { N: '0' }, more(item, bindings), 1),
  );
}

/** DynamoDB knows no empty set: the attribute goes with its last element. */
function readDelete(from: Tokens): Step {
  const path = readPath(from);
  const less = readOperand(from);
  return (after, before, bindings) => {
    const there = valueAt(before, path(bindings)) ?? { SS: [] };
    const gone = less(before, bindings)?.SS;
    if (!there.SS || !gone)
      throw Object.assign(new Error('No set of texts'), { name: 'ValidationException' });
    const left = there.SS.filter((text) => !gone.includes(text));
    return withValue(after, path(bindings), left.length > 0 ? { SS: left } : undefined);
  };
}

const assign =
  (path: BoundPath, operand: Operand): Step =>
  (after, before, bindings) => {
    const value = operand(before, bindings);
    if (value === undefined) {
      throw Object.assign(new Error('The expression names an attribute that is not there'), {
        name: 'ValidationException',
      });
    }
    return withValue(after, path(bindings), value);
  };
