import { join } from 'node:path';
import type { StoredMapping } from '../../lambda/mapping/compiled-mapping';
import { type Environment, storesOf } from './config';
import { ConfigError, type Mistake, type WrongFile } from './config-error';
import { readConfigFolder } from './config-folder';
import { declarationsOf } from './mapping-declarations';
import { mappingFile, mappingIn } from './mapping-file';
import { neverThere, notAsked } from './mapping-needs';
import { misplaced } from './mapping-places';
import { checkMappingTypes } from './mapping-types';

/**
 * The mapping of a config folder, as it may be deployed, and as the local run takes it: its types are right, and its
 * pieces find what they read in the stores of all the folder's environments.
 * @throws ConfigError as `mappingIn` and `readConfigFolder` do, and with all that is wrong.
 */
export function checkedMapping(folder: string): StoredMapping | undefined {
  checkMappingTypes(folder);
  const mapping = mappingIn(folder);
  if (!mapping) return undefined;
  const wrong = unfound(mapping, readConfigFolder(folder), (name) => join(folder, name));
  if (wrong.length > 0) throw new ConfigError(wrong);
  return mapping;
}

/**
 * Where pieces would never apply: they read what a store is not asked for or what its vendor has not, or they stand at a
 * store that there is not. Nothing else would tell: a body that says nothing of tags skips nobody.
 */
export function unfound(
  mapping: StoredMapping,
  environments: readonly Environment[],
  inFolder: (file: string) => string = (file) => file,
): readonly WrongFile[] {
  const declarations = declarationsOf(mapping);
  const stores = environments.flatMap(storesOf);
  return [
    ...environments.flatMap((environment) =>
      wrongFile(
        inFolder(`${environment.name}.ts`),
        storesOf(environment).flatMap((store) => notAsked(declarations, store)),
      ),
    ),
    ...wrongFile(inFolder(mappingFile), [
      ...misplaced(declarations, stores),
      ...neverThere(declarations, stores),
    ]),
  ];
}

/** Several pieces, and several environments, may say the same. */
function wrongFile(file: string, all: readonly Mistake[]): readonly WrongFile[] {
  const mistakes = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  return mistakes.length === 0 ? [] : [{ file, cannot: 'be deployed', mistakes }];
}
