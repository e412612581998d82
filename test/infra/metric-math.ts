/** Values of one period each; undefined where CloudWatch has none. */
export type Series = readonly (number | undefined)[];
type Value = number | Series;

/**
 * What CloudWatch's metric math makes of an expression, as far as the alarms use it and as its documentation says. A
 * number and a series make a series. Nothing here was compared with CloudWatch itself.
 * @throws Error for what it does not know
 */
export function metricMath(expression: string, metrics: Readonly<Record<string, Series>>): Series {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+|==|>=|[-+*/<>(),]/g) ?? [];
  let at = 0;
  const periods = Object.values(metrics)[0]?.length ?? 0;
  const next = () => tokens[at++] ?? '';
  const taken = (...of: string[]) => (of.includes(tokens[at] ?? '') ? next() : undefined);
  const need = (token: string) => {
    if (!taken(token)) throw new Error(`No ${token} at ${tokens.slice(at).join(' ')}`);
  };

  const series = (value: Value): Series =>
    typeof value === 'number' ? Array.from({ length: periods }, () => value) : value;
  const each = (a: Value, b: Value, of: (a: number, b: number) => number): Value => {
    if (typeof a === 'number' && typeof b === 'number') return of(a, b);
    const right = series(b);
    return series(a).map((left, index) => {
      const other = right[index];
      return left === undefined || other === undefined ? undefined : of(left, other);
    });
  };
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    AND: (a, b) => Number(a !== 0 && b !== 0),
    '==': (a, b) => Number(a === b),
    '>': (a, b) => Number(a > b),
    '>=': (a, b) => Number(a >= b),
  };
  const chain =
    (below: () => Value, ...names: string[]) =>
    (): Value => {
      let left = below();
      for (let name = taken(...names); name; name = taken(...names)) {
        left = each(left, below(), operators[name] ?? fail(name));
      }
      return left;
    };
  const functions: Readonly<Record<string, (...values: readonly Value[]) => Value>> = {
    IF: (when = 0, then = 0, otherwise = 0) => {
      const [yes, no] = [series(then), series(otherwise)];
      return series(when).map((is, index) =>
        is === undefined ? undefined : is !== 0 ? yes[index] : no[index],
      );
    },
    FILL: (value = 0, filling = 0) => {
      const given = series(value);
      // A metric without any value has no time series that could be filled.
      if (given.every((one) => one === undefined)) return given;
      return given.map((one, index) => one ?? series(filling)[index]);
    },
    DIFF: (value = 0) => {
      const given = series(value);
      return given.map((one, index) => {
        const before = given[index - 1];
        return one === undefined || before === undefined ? undefined : one - before;
      });
    },
    SUM: (value = 0) => series(value).reduce<number>((sum, one) => sum + (one ?? 0), 0),
    RUNNING_SUM: (value = 0) => {
      let sum = 0;
      return series(value).map((one) => {
        sum += one ?? 0;
        return sum;
      });
    },
  };
  const operand = (): Value => {
    const token = next();
    if (token === '(') {
      const inner = whole();
      need(')');
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (!taken('(')) return metrics[token] ?? fail(token);
    const values = [whole()];
    while (taken(',')) values.push(whole());
    need(')');
    return (functions[token] ?? fail(token))(...values);
  };
  const whole = chain(chain(operand, '==', '>', '>='), 'AND');
  const result = series(whole());
  if (at < tokens.length) fail(tokens.slice(at).join(' '));
  return result;
}

function fail(what: string): never {
  throw new Error(`This is not known here: ${what}`);
}
