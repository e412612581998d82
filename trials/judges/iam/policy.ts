/** A statement of an IAM policy, as a template has it once its references are resolved. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export interface IamCall {
  /** `sqs:SendMessage`. */
  readonly action: string;
  /** The ARN that AWS judges this action on. */
  readonly resource: string;
  /** What AWS tells conditions about the request: `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What IAM answers: a Deny that fits wins, and what nothing allows is denied. A condition whose operator is not known
 * here allows nothing and denies all: this never allows what AWS refuses.
 */
export function allows(statements: readonly Statement[], call: IamCall): boolean {
  const fitting = statements.filter(
    ({ Action, Resource }) =>
      // AWS ignores the case of actions, and of nothing else.
      [Action].flat().some((pattern) => fits(pattern.toLowerCase(), call.action.toLowerCase())) &&
      [Resource].flat().some((pattern) => fits(pattern, call.resource)),
  );
  const holds = ({ Condition }: Statement, unknown: boolean) =>
    Object.entries(Condition ?? {}).every(([operator, keys]) => isMet(operator, keys, call, unknown));
  if (fitting.some((each) => each.Effect === 'Deny' && holds(each, true))) return false;
  return fitting.some((each) => each.Effect === 'Allow' && holds(each, false));
}

const operators: Readonly<Record<string, (pattern: string, text: string) => boolean>> = {
  StringEquals: (expected, text) => expected === text,
  StringLike: fits,
};

/** Each key of an operator has to be met, by one of its values. */
function isMet(operator: string, keys: unknown, { context = {} }: IamCall, unknown: boolean): boolean {
  if (operator === 'Null') return isThere(keys, context, unknown);
  const [, set, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/.exec(operator) ?? [];
  const compare = operators[name];
  if (!compare || typeof keys !== 'object' || keys === null) return unknown;
  return Object.entries(keys).every(([key, expected]) => {
    const given = context[key] ?? [];
    const meets = (text: string) => [expected].flat().some((pattern) => compare(String(pattern), text));
    // ForAllValues is met by a request that has no such value (IAM user guide, "Set operators").
    return set === 'ForAllValues' ? given.every(meets) : given.some(meets);
  });
}

/** `Null` asks whether the request has no such value: `"false"`, that it has one. */
function isThere(keys: unknown, context: NonNullable<IamCall['context']>, unknown: boolean): boolean {
  if (typeof keys !== 'object' || keys === null) return unknown;
  return Object.entries(keys).every(
    ([key, isNull]) => String((context[key] ?? []).length === 0) === String(isNull),
  );
}

/** `*` stands for any characters, also none, and `?` for one. */
function fits(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
