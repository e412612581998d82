import type { Environment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { environmentIn } from '../../infra/config/config-folder';
import { CommandError } from '../exit';

/** @throws CommandError where the folder has no such environment, or mistakes in any. */
export function configOf(name: string, folder: string): Environment {
  try {
    return environmentIn(folder, name);
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError('usage', error.message);
    throw error;
  }
}
