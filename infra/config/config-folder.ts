import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Environment, parseEnvironment } from './config';
import { ConfigError } from './config-error';
import { mistakesIn, sharedStores } from './config-rules';
import { settingsFromConfig } from './settings-from-config';

/**
 * Reads every environment of a config folder: one TypeScript file each, named like the environment, whose default
 * export is an `EnvironmentConfig`. All are read for any of them, because no two may take in the same shop.
 * @throws ConfigError naming the file and every field that is wrong.
 */
export function readConfigFolder(folder: string): Environment[] {
  if (!existsSync(folder)) throw new ConfigError(folder, [], `There is no folder ${folder}.`);
  // What environments share is in files like `_consent.ts`.
  const files = readdirSync(folder).filter((file) => /^[^_].*\.ts$/.test(file) && !file.endsWith('.d.ts'));
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

function defaultExport(path: string): unknown {
  // `require`, because what runs this (tsx, or Jest) hooks into it to read TypeScript wherever the folder is.
  const module: unknown = require(path);
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
}
