import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { isObject } from '../../lambda/json';
import { CommandError } from '../exit';

export interface CensusReport {
  write(line: object): void;
  close(): void;
}

/** A new file of JSON lines, readable by its owner alone, in the place of one of this name. @throws CommandError */
export function openReport(file: string): CensusReport {
  try {
    rmSync(file, { force: true });
    const handle = openSync(file, 'wx', 0o600);
    return {
      write: (line) => void writeSync(handle, `${JSON.stringify(line)}\n`),
      close: () => closeSync(handle),
    };
  } catch (error) {
    const code = isObject(error) ? String(error.code) : 'unknown';
    throw new CommandError(
      'usage',
      `${file} cannot be written (${code}).`,
      'Name a file in a folder that exists.',
    );
  }
}
