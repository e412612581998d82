import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError } from '../exit';

/** A file that was given, with its size: a resumed run has to read the same. @throws CommandError where there is none */
export function describedFile(given: string): string {
  const path = resolve(given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new CommandError('usage', `There is no file ${given}.`);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new CommandError('usage', `The file ${given} cannot be read: you may not open it.`);
  }
  return `${path} of ${found.size} bytes`;
}
