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
}

/**
 * What IAM answers: a Deny that fits wins, and what nothing allows is denied. A statement with a condition allows
 * nothing here and denies all it names, because the conditions are not evaluated: this never allows what AWS refuses.
 */
export function allows(statements: readonly Statement[], call: IamCall): boolean {
  const fitting = statements.filter(
    ({ Action, Resource }) =>
      // AWS ignores the case of actions, and of nothing else.
      [Action].flat().some((pattern) => fits(pattern.toLowerCase(), call.action.toLowerCase())) &&
      [Resource].flat().some((pattern) => fits(pattern, call.resource)),
  );
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return false;
  return fitting.some(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined);
}

/** `*` stands for any characters, also none, and `?` for one. */
function fits(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
