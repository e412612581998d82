import { CommandError } from '../exit';

/** The command's options as they were given; each vendor parses its own. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** What somebody entered. @throws CommandError where it is nothing */
export function given(secret: string): string {
  if (secret !== '') return secret;
  throw new CommandError('usage', 'Nothing was entered, and nothing was changed.');
}
