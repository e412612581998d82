/** A statement on e-mail marketing, in the terms of the trials' judges. */
export interface Statement {
  readonly granted: boolean;
  /** When it was made, epoch ms, and of one moment then by this. */
  readonly at: number;
  readonly tie: number;
  /** The version of a customer whose body has it, which a later body without it takes back. */
  readonly ofVersion: number | null;
}

/** Bodies date choices by the second, so one without a date stands at the second in which it was noticed. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000) * 1000;

/**
 * Whether a shopper allows e-mail marketing: the newest statement counts; undefined where there is none. Pure.
 * @param lacking versions whose bodies take back what an earlier one had.
 */
export function newestSays(
  statements: readonly Statement[],
  lacking: readonly number[],
): boolean | undefined {
  const newest = statements.reduce<Statement | undefined>(
    (best, each) => (best && !isLater(each, best) ? best : each),
    undefined,
  );
  if (!newest) return lacking.length > 0 ? false : undefined;
  const { granted, ofVersion } = newest;
  return granted && (ofVersion === null || !lacking.some((version) => version > ofVersion));
}

/** Of one moment the no counts; between versions it is known which is later. No choice is of a version's moment. */
function isLater(a: Statement, b: Statement): boolean {
  if (a.at !== b.at) return a.at > b.at;
  return a.tie === b.tie ? !a.granted : a.tie > b.tie;
}
