import type { Environment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { readConfigFolder } from '../../infra/config/config-folder';
import { CommandError } from '../exit';

/** @throws CommandError where the folder has no such environment, or mistakes in any. */
export function configOf(name: string, folder: string): Environment {
  const environments = environmentsIn(folder);
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  const names = ['local', ...environments.map((environment) => environment.name)].join(', ');
  throw new CommandError('usage', `There is no environment ${name} in ${folder}.`, `There are ${names}.`);
}

function environmentsIn(folder: string): readonly Environment[] {
  try {
    return readConfigFolder(folder);
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError('usage', error.message);
    throw error;
  }
}
