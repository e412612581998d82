import { type Environment, fieldOf, storesOf } from './config';
import { at, type WrongFile } from './config-error';

/**
 * Stores whose shoppers a `mapping.ts` is to give IDs of their own, in a folder that has none.
 * @param fileOf the file of an environment, for the message
 */
export const ownIdsWithoutMapping = (
  environments: readonly Environment[],
  fileOf: (name: string) => string,
): readonly WrongFile[] =>
  environments.flatMap((environment) => {
    const mistakes = storesOf(environment)
      .filter(({ config }) => config.mapping?.ownIds === true)
      .map(({ key }) => at(`${fieldOf(key)}.mapping.ownIds`, 'needs a mapping.ts, which gives the IDs'));
    return mistakes.length === 0 ? [] : [{ file: fileOf(environment.name), cannot: 'be deployed', mistakes }];
  });
