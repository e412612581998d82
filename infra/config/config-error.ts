/** One mistake in the config folder. */
export interface Mistake {
  /** The field's path, such as `alarms.email`; or file, line and column of what cannot be read. */
  readonly where: string;
  readonly what: string;
  readonly meant?: string | undefined;
  /** The line of the file, where it cannot be read. */
  readonly sourceLine?: string | undefined;
}

/** A mistake in a field. */
export const at = (where: string, what: string, meant?: string): Mistake => ({ where, what, meant });

/** A file, or an environment, with all that is wrong in it. */
export interface WrongFile {
  readonly file: string;
  readonly cannot: 'be deployed' | 'be read';
  readonly mistakes: readonly Mistake[];
}

/** Mistakes in the config folder, all at once: the operator reads the message and nothing else. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly files: readonly WrongFile[],
    message = files.map(textOfFile).join('\n'),
  ) {
    super(message);
  }
}

const textOfFile = ({ file, cannot, mistakes }: WrongFile) =>
  [`${file} cannot ${cannot}:`, ...mistakes.map(textOf)].join('\n');

/** A line of its own for people, and the line of the file where it cannot be read. */
export function textOf({ where, what, meant, sourceLine }: Mistake): string {
  const line = `  ${where}: ${what.replaceAll('\n', '\n    ')}`;
  return [
    meant === undefined ? line : `${line}. Did you mean ${meant}?`,
    ...(sourceLine?.trim() ? [`    ${sourceLine.trim()}`] : []),
  ].join('\n');
}
