/** DynamoDB's expressions in words: names, placeholders, numbers in brackets, operators. */
export interface Tokens {
  peek(): string | undefined;
  take(): string;
  /** Takes the next one if it is this word, whatever its case. */
  takeIf(word: string): boolean;
  /** @throws Error where another one is next */
  expect(word: string): void;
  /** @throws Error where anything is left */
  end(): void;
}

const word = /\s*(<>|<=|>=|[=<>(),.+\-[\]]|[#:]?[A-Za-z0-9_]+)/y;

/** @throws Error for what is in no expression */
export function tokens(expression: string): Tokens {
  const found: string[] = [];
  word.lastIndex = 0;
  for (let at = 0; at < expression.trimEnd().length; ) {
    word.lastIndex = at;
    const match = word.exec(expression);
    if (!match?.[1]) throw new Error(`An expression that is not modelled: ${expression}`);
    found.push(match[1]);
    at = word.lastIndex;
  }
  let next = 0;
  const take = () => {
    const token = found[next];
    if (token === undefined) throw new Error(`An expression that ends too early: ${expression}`);
    next += 1;
    return token;
  };
  const takeIf = (expected: string) => {
    const is = found[next]?.toUpperCase() === expected.toUpperCase();
    if (is) next += 1;
    return is;
  };
  return {
    peek: () => found[next],
    take,
    takeIf,
    expect(expected) {
      if (!takeIf(expected)) throw new Error(`"${expected}" is missing in: ${expression}`);
    },
    end() {
      if (next < found.length) throw new Error(`"${found[next]}" is not modelled in: ${expression}`);
    },
  };
}
