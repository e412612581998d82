import * as v from 'valibot';
import { type StoreName, storeKey } from '../../lambda/store-name';
import { ConfigError, type Mistake } from './config-error';
import * as field from './config-fields';
import { EnvironmentSchema, type StoreSchema } from './environment-schema';
import { mistakesOf } from './schema-mistakes';

/** What a file of the config folder exports. */
export type EnvironmentConfig = v.InferInput<typeof EnvironmentSchema>;
export type StoreConfig = v.InferOutput<typeof StoreSchema>;

/** One environment, checked, with its names. */
export interface Environment extends v.InferOutput<typeof EnvironmentSchema> {
  /** The file's name: `dev`, `staging`, `prod`. */
  readonly name: string;
  /** The environment in settings and figures: with the client in front, if there is one. */
  readonly label: string;
  readonly stackName: string;
}

/** @throws ConfigError naming every field that is wrong. */
export function parseEnvironment(name: string, input: unknown, file = name): Environment {
  const refused = (mistakes: readonly Mistake[]) =>
    new ConfigError([{ file, cannot: 'be deployed', mistakes }]);
  const named = v.safeParse(field.Name, name);
  if (!named.success) throw refused([{ where: "the file's name", what: named.issues[0].message }]);
  const result = v.safeParse(EnvironmentSchema, input);
  if (!result.success) throw refused(mistakesOf(EnvironmentSchema, result.issues));
  const prefix = result.output.platform.clientPrefix;
  const before = prefix === undefined ? '' : `${prefix}-`;
  return {
    ...result.output,
    name,
    label: `${before}${name}`,
    stackName: `${before}masivo-bridge-${name}`,
  };
}

export interface NamedStore extends StoreName {
  /** As in secrets' and errors' names: `source/store`. */
  readonly key: string;
  readonly config: StoreConfig;
}

export function storesOf({ stores }: Pick<Environment, 'stores'>): NamedStore[] {
  return Object.entries(stores).flatMap(([source, byName]) =>
    Object.entries(byName).map(([store, config]) => ({
      source,
      store,
      key: storeKey({ source, store }),
      config,
    })),
  );
}

/** Whether it has every alarm, and not only those that a test environment has. */
export const hasAllAlarms = ({ alarms, mode }: Pick<Environment, 'alarms' | 'mode'>): boolean =>
  alarms.all ?? mode === 'live';

/** `source/store` as the field of a config file. */
export const fieldOf = (key: string) => `stores.${key.replace('/', '.')}`;
