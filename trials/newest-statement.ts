/** A statement on e-mail marketing, in the terms of the trials' judges. */
export interface Statement {
  readonly granted: boolean;
  /** When it was made, epoch ms, and of one moment then by this; undefined where nobody says when. */
  readonly at: number | undefined;
  readonly tie: number;
  /** When the store told it, epoch ms. */
  readonly told: number;
  /** The version of a customer whose body has it, which a later body without it takes back. */
  readonly ofVersion: number | null;
}

/** Bodies date choices by the second, and so what is known only by when it was told. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000) * 1000;

/**
 * Whether a shopper allows e-mail marketing: the newest statement counts; undefined where there is none. Pure.
 * @param lacking versions whose bodies take back what an earlier one had.
 */
export function newestSays(
  statements: readonly Statement[],
  lacking: readonly number[],
): boolean | undefined {
  const newest = newestOf(statements);
  if (!newest) return lacking.length > 0 ? false : undefined;
  const { granted, ofVersion } = newest;
  return granted && (ofVersion === null || !lacking.some((version) => version > ofVersion));
}

/**
 * Of those with a date the last made, and of those without one the last told. Between the two the one told last: a date
 * says nothing against a store's own state.
 */
export function newestOf(statements: readonly Statement[]): Statement | undefined {
  const last = (made: readonly Statement[]) =>
    made.reduce<Statement | undefined>(
      (best, each) => (best && !isLater(each, best) ? best : each),
      undefined,
    );
  const dated = last(statements.filter(({ at }) => at !== undefined));
  const undated = last(statements.filter(({ at }) => at === undefined));
  if (!dated || !undated) return dated ?? undated;
  const lastTold = Math.max(...statements.flatMap(({ at, told }) => (at === dated.at ? told : [])));
  if (lastTold === undated.told) return dated.granted ? undated : dated;
  return lastTold > undated.told ? dated : undated;
}

/** Of one moment the no counts; between versions it is known which is later. No choice is of a version's moment. */
function isLater(a: Statement, b: Statement): boolean {
  const [one, other] = [a.at ?? a.told, b.at ?? b.told];
  if (one !== other) return one > other;
  return a.tie === b.tie ? !a.granted : a.tie > b.tie;
}
