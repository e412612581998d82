import type { Environment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { environmentIn, readConfigFolder } from '../../infra/config/config-folder';
import { type Declaration, declarationsOf } from '../../infra/config/mapping-declarations';
import { mappingIn } from '../../infra/config/mapping-file';
import { type CompiledMapping, compiledMapping } from '../../lambda/mapping/compiled-mapping';
import { CommandError } from '../exit';

/** @throws CommandError where the folder has no such environment, or mistakes in any. */
export function configOf(name: string, folder: string): Environment {
  return told(() => environmentIn(folder, name));
}

/** @throws CommandError where the folder has mistakes in any environment, or none. */
export const environmentsOf = (folder: string): readonly Environment[] =>
  told(() => readConfigFolder(folder));

/** @throws CommandError where the folder's `mapping.ts` cannot be used. */
export function mappingOf(folder: string): CompiledMapping | undefined {
  const stored = told(() => mappingIn(folder));
  return stored && compiledMapping(stored);
}

/** What the pieces of the folder's `mapping.ts` read. @throws CommandError where it cannot be used. */
export function declarationsIn(folder: string): readonly Declaration[] {
  const stored = told(() => mappingIn(folder));
  return stored ? declarationsOf(stored) : [];
}

function told<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError('usage', error.message);
    throw error;
  }
}
