import * as v from 'valibot';

/** A mistake in the config folder: the operator reads its message and nothing else. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly file: string,
    readonly mistakes: readonly string[],
    message = `${file} cannot be deployed:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
  ) {
    super(message);
  }
}

/** One line per mistake: the field, and what is wrong with it. */
export function mistakesOf(issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.map((issue) => `${v.getDotPath(issue) ?? 'the default export'}: ${whatIsWrong(issue)}`);
}

function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'is not a setting';
  if (issue.received === 'undefined') return 'is missing';
  return issue.message;
}
