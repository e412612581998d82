import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a function needs of its environment. Secrets are named there, never held: their values come from Secrets Manager
 * alone.
 * @returns the value of each, once all are known to be there
 * @throws Error that names everything that is missing: nothing is read before the first event
 */
export function functionEnvironment<Name extends string>(names: readonly Name[]): (name: Name) => string {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    const mistakes = missing.map((name) => `${name}: is ${process.env[name] === '' ? 'empty' : 'missing'}`);
    throw new Error(`The function's environment is not complete. ${mistakes.join('; ')}`);
  }
  return (name) => process.env[name] ?? '';
}

/**
 * The settings are a file beside the bundle: Lambda's environment ends at 4 KB, and forty stores must fit.
 * @param parse throws an error that says what is wrong with them
 */
export function readSettings<T>(parse: (settings: unknown) => T): T {
  const path = process.env.SETTINGS_FILE || join(__dirname, 'settings.json');
  try {
    return parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(
      `The settings in ${path} cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
}
