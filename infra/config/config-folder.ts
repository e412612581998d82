import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { chosenByVariables, localEnvironmentName } from './chosen-environment';
import { type Environment, parseEnvironment } from './config';
import { ConfigError } from './config-error';
import { mistakesIn, sharedStores } from './config-rules';
import { mappingFile } from './mapping-file';
import { settingsFromConfig } from './settings-from-config';

/**
 * Reads every environment of a config folder: one TypeScript file each, named like the environment, whose default
 * export is an `EnvironmentConfig`. All are read for any of them, because no two may take in the same shop.
 * @throws ConfigError naming the file and every field that is wrong.
 */
export function readConfigFolder(folder: string): Environment[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ConfigError(folder, [], `There is no folder ${folder}.`);
  }
  // What environments share is in files like `_consent.ts`, and in their mapping.
  const files = readdirSync(folder).filter(
    (file) => /^[^_].*\.ts$/.test(file) && !file.endsWith('.d.ts') && file !== mappingFile,
  );
  if (files.length === 0) {
    const message = `${folder} holds no environment: there should be a file like prod.ts in it.`;
    throw new ConfigError(folder, [], message);
  }
  return checkEnvironments(
    files.sort().map((file) => {
      const path = join(folder, file);
      return parseEnvironment(basename(file, '.ts'), defaultExport(path), path);
    }),
  );
}

/** What cdk gets: every environment of the folder in BRIDGE_CONFIG, or the one that BRIDGE_ENV names. */
export function environmentsToDeploy(
  variables: Readonly<Record<string, string | undefined>>,
): readonly Environment[] {
  const { config, env } = chosenByVariables(variables);
  const folder = resolve(config);
  return env === localEnvironmentName ? readConfigFolder(folder) : [environmentIn(folder, env)];
}

/**
 * @param besides names that may be given, too, though the folder has no such environment
 * @throws ConfigError as {@link readConfigFolder} does, and where the folder has no environment of this name.
 */
export function environmentIn(
  folder: string,
  name: string,
  besides: readonly string[] = [localEnvironmentName],
): Environment {
  const environments = readConfigFolder(folder);
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  const names = [...besides, ...environments.map((environment) => environment.name)].join(', ');
  const message = `There is no environment ${name} in ${folder}.\nThere are ${names}.`;
  throw new ConfigError(folder, [], message);
}

/** @throws ConfigError for mistakes across fields: rules, the runtime settings, shared shops. */
export function checkEnvironments(environments: readonly Environment[]): Environment[] {
  const shared = sharedStores(environments);
  const wrong = environments.flatMap((environment) => {
    const mistakes = [
      ...mistakesIn(environment),
      ...(shared.get(environment.name) ?? []),
      ...mistakesInSettings(environment),
    ];
    return mistakes.map((mistake) => (environments.length > 1 ? `${environment.name}: ${mistake}` : mistake));
  });
  if (wrong.length > 0) throw new ConfigError('The configuration', wrong);
  return [...environments];
}

function mistakesInSettings(environment: Environment): readonly string[] {
  try {
    settingsFromConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/** @throws ConfigError for a file that is no TypeScript, or that fails while it is loaded. */
function defaultExport(path: string): unknown {
  const module = loaded(path);
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
}

function loaded(path: string): unknown {
  try {
    // `require`, because what runs this (tsx, or Jest) hooks into it to read TypeScript wherever the folder is.
    return require(path);
  } catch (error) {
    // `instanceof` does not know the errors of Jest's own contexts.
    const { message } = isNativeError(error) ? error : { message: String(error) };
    // Node adds which of our files wanted it.
    const [what = ''] = message.split('\nRequire stack:');
    throw new ConfigError(path, [], `${path} cannot be read:\n${what.trim().replace(/^/gm, '  ')}`);
  }
}
