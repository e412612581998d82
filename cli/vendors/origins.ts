import { CommandError } from '../exit';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The address of a vendor's API. Tests replace it with a server of their own by a variable; that has to be on this
 * machine, because credentials are sent there.
 */
export function originOf(variable: string, own: string, environment: Variables): string {
  const given = environment[variable];
  if (!given) return own;
  if (/^http:\/\/127\.0\.0\.1:\d+$/.test(given)) return given;
  throw new CommandError(
    'unsafe',
    `${variable} is for tests on this machine: http://127.0.0.1:PORT, or nothing.`,
  );
}
