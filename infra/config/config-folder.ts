import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { chosenByVariables, localEnvironmentName } from './chosen-environment';
import { closest } from './closest';
import { type Environment, parseEnvironment } from './config';
import { ConfigError, type Mistake, type WrongFile } from './config-error';
import { mistakesIn } from './config-rules';
import { liveAccounts, sharedStores } from './environments-together';
import { mappingFile, mappingIn } from './mapping-file';
import { ownIdsWithoutMapping } from './own-ids';
import { settingsFromConfig } from './settings-from-config';
import { unreadable } from './unreadable';

/**
 * Reads every environment of a config folder: one TypeScript file each, named like the environment, whose default
 * export is an `EnvironmentConfig`. All are read for any of them, because no two may take in the same shop.
 * @param deployedAt when the folder is deployed; without it, it is only looked at, and no rule reads the clock: a config
 * that was deployed must not keep an operator from a store a year later
 * @throws ConfigError naming every file and every field that is wrong.
 */
export function readConfigFolder(folder: string, deployedAt?: Date): Environment[] {
  refuseNoFolder(folder);
  // What environments share is in files like `_consent.ts`, and in their mapping.
  const files = readdirSync(folder).filter(
    (file) => /^[^_].*\.ts$/.test(file) && !file.endsWith('.d.ts') && file !== mappingFile,
  );
  if (files.length === 0) {
    throw new ConfigError([], `${folder} holds no environment: there should be a file like prod.ts in it.`);
  }
  const paths = files.sort().map((file) => join(folder, file));
  const read = paths.map((path) =>
    attempted(() => parseEnvironment(nameOf(path), defaultExport(path), path)),
  );
  const environments = read.flatMap((each) => ('done' in each ? [each.done] : []));
  const fileOf = (name: string) => join(folder, `${name}.ts`);
  const rules = attempted(() => checkEnvironments(environments, deployedAt, fileOf));
  const hasMapping = existsSync(join(folder, mappingFile));
  const wrong = [
    ...[...read, rules].flatMap((each) => ('wrong' in each ? each.wrong : [])),
    ...(hasMapping ? [] : ownIdsWithoutMapping(environments, fileOf)),
  ];
  if (wrong.length === 0) return environments;
  const mapping = attempted(() => mappingIn(folder));
  throw new ConfigError([...wrong, ...('wrong' in mapping ? mapping.wrong : [])]);
}

const nameOf = (path: string) => basename(path, '.ts');

/** So that one mistake does not keep the others from being told. */
function attempted<T>(work: () => T): { readonly done: T } | { readonly wrong: readonly WrongFile[] } {
  try {
    return { done: work() };
  } catch (error) {
    if (error instanceof ConfigError) return { wrong: error.files };
    throw error;
  }
}

/** @throws ConfigError, which tells how to name an environment where its file is given. */
function refuseNoFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const isFile = found?.isFile() && /^[a-z][a-z0-9-]*\.ts$/.test(basename(folder));
  const meant = isFile
    ? `\nIt is a file. Did you mean --config ${dirname(folder)} --env ${nameOf(folder)}?`
    : '\nName the folder of your environments with --config or BRIDGE_CONFIG.';
  throw new ConfigError([], `There is no folder ${folder}.${meant}`);
}

/** What cdk gets: every environment of the folder in BRIDGE_CONFIG, or the one that BRIDGE_ENV names. */
export function environmentsToDeploy(
  variables: Readonly<Record<string, string | undefined>>,
  now = new Date(),
): readonly Environment[] {
  const { config, env } = chosenByVariables(variables);
  const folder = resolve(config);
  const environments = readConfigFolder(folder, now);
  return env === localEnvironmentName ? environments : [named(env, environments, folder)];
}

/**
 * @param besides names that may be given, too, though the folder has no such environment
 * @throws ConfigError as {@link readConfigFolder} does, and where the folder has no environment of this name.
 */
export function environmentIn(folder: string, name: string, besides?: readonly string[]): Environment {
  return named(name, readConfigFolder(folder), folder, besides);
}

function named(
  name: string,
  environments: readonly Environment[],
  folder: string,
  besides: readonly string[] = [localEnvironmentName],
): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  const known = environments.map((environment) => environment.name);
  const near = closest(name, known);
  const others = [...besides, ...known].filter((each) => each !== name);
  const message = `There is no environment ${name} in ${folder}.\nThere are ${others.join(', ')}.`;
  throw new ConfigError([], near === undefined ? message : `${message} Did you mean ${near}?`);
}

/**
 * @param deployedAt undefined where they are only looked at
 * @param fileOf the file of an environment, for the message
 * @throws ConfigError for mistakes across fields: rules, the runtime settings, shared shops and accounts.
 */
export function checkEnvironments(
  environments: readonly Environment[],
  deployedAt: Date | undefined,
  fileOf: (name: string) => string = (name) => name,
): Environment[] {
  const across = [sharedStores(environments), liveAccounts(environments)];
  const wrong = environments.flatMap((environment): WrongFile[] => {
    const { name } = environment;
    const mistakes = [
      ...mistakesIn(environment, deployedAt),
      ...across.flatMap((byName) => byName.get(name) ?? []),
      ...mistakesInSettings(environment),
    ];
    return mistakes.length === 0 ? [] : [{ file: fileOf(name), cannot: 'be deployed', mistakes }];
  });
  if (wrong.length > 0) throw new ConfigError(wrong);
  return [...environments];
}

function mistakesInSettings(environment: Environment): readonly Mistake[] {
  const settings = attempted(() => settingsFromConfig(environment));
  return 'wrong' in settings ? settings.wrong.flatMap(({ mistakes }) => mistakes) : [];
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
    throw new ConfigError([{ file: path, cannot: 'be read', mistakes: unreadable(path, error) }]);
  }
}
