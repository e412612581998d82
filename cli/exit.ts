/** The exit codes of commands; docs/operate/command-line.md has the table. */
export const exitCodes = {
  ok: 0,
  /** Something is wrong, or was not done. */
  failed: 1,
  /** The command was not given correctly. */
  usage: 2,
  /** The environment cannot be reached, or not with these credentials. */
  unreachable: 3,
  /** Refused for safety: it would have touched another account, region or store than was meant. */
  unsafe: 4,
} as const;
export type Exit = keyof typeof exitCodes;

/** Something that the operator has to know; only `message` and `fix` are shown. */
export class CommandError extends Error {
  constructor(
    readonly exit: Exclude<Exit, 'ok'>,
    message: string,
    /** What to do next, as a sentence. */
    readonly fix?: string,
  ) {
    super(message);
  }
}
