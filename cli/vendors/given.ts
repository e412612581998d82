import { CommandError } from '../exit';

/** What somebody entered. @throws CommandError where it is nothing */
export function given(secret: string): string {
  if (secret !== '') return secret;
  throw new CommandError('usage', 'Nothing was entered, and nothing was changed.');
}
