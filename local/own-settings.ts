import { resolve } from 'node:path';
import { checkedMapping } from '../infra/config/checked-mapping';
import { chosenByVariables, localEnvironmentName } from '../infra/config/chosen-environment';
import { ConfigError } from '../infra/config/config-error';
import { environmentIn } from '../infra/config/config-folder';
import { settingsFromConfig } from '../infra/config/settings-from-config';
import type { StoredMapping } from '../lambda/mapping/compiled-mapping';
import type { Settings } from '../lambda/settings';
import { StartError } from './start-error';

/** A client's own settings: those of an environment of a config folder. */
export interface OwnSettings {
  readonly folder: string;
  /** The environment's, with the client in front if there is one. */
  readonly label: string;
  readonly settings: Settings;
  /** The folder's `mapping.ts`, where it has one. */
  readonly mapping?: StoredMapping | undefined;
}

/**
 * The settings that the options choose, or else the variables.
 * @returns undefined where nothing is chosen: the local run has settings of its own.
 * @throws StartError for a folder or an environment that there is not, and for mistakes in the folder.
 */
export function ownSettings(
  options: { readonly config?: string; readonly env?: string },
  variables: Readonly<Record<string, string | undefined>>,
): OwnSettings | undefined {
  const chosen = chosenByVariables(variables);
  const name = options.env || chosen.env;
  if (name === localEnvironmentName) {
    if (options.config === undefined) return undefined;
    throw new StartError(
      options.env === localEnvironmentName
        ? `\`local\` is this machine's own run, no environment of the folder: leave out --config, or name another --env.`
        : '--config names a folder. Name one of its environments, too, with --env.',
    );
  }
  const folder = resolve(options.config || chosen.config);
  try {
    const environment = environmentIn(folder, name, []);
    return {
      folder,
      label: environment.label,
      settings: settingsFromConfig(environment),
      mapping: checkedMapping(folder),
    };
  } catch (error) {
    if (error instanceof ConfigError) throw new StartError(error.message);
    throw error;
  }
}

/** What becomes of a signup is the client's; how Masivo is found, waiting and retrying are the local run's. */
export function withOwnSettings(local: Settings, { label, settings }: OwnSettings): Settings {
  const { rateLimit: _, ...account } = settings.masivo;
  return {
    ...local,
    // The command line keeps a backfill's state by this name: it must not be the deployed environment's.
    environment: `${local.environment}-${label}`.slice(0, 63),
    // What the account takes stays.
    masivo: { ...account, ...local.masivo },
    // No vendor sends webhooks to this machine.
    stores: settings.stores.map((store) => ({ ...store, subscriptions: 'off' })),
    sameEmail: settings.sameEmail,
  };
}
