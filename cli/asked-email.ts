import { CommandError } from './exit';
import type { Terminal } from './terminal';

/**
 * A shopper's e-mail from a prompt or piped in: as an argument it would stand in the shell's history and in the list of
 * processes, which other users of the machine can read.
 * @param instead what else the command takes
 * @throws CommandError where it is none
 */
export async function askedEmail(
  { askSecret }: Pick<Terminal, 'askSecret'>,
  instead: string,
): Promise<string> {
  const email = await askSecret('E-mail of the shopper:');
  if (/^[^\s@]+@[^\s@]+$/.test(email)) return email;
  throw new CommandError('usage', 'That is no e-mail address.', instead);
}
