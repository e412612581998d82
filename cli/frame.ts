import { resolve } from 'node:path';
import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { localEnvironmentName } from '../infra/config/chosen-environment';
import type { Declaration } from '../infra/config/mapping-declarations';
import { settingsFromConfig } from '../infra/config/settings-from-config';
import type { CompiledMapping } from '../lambda/mapping/compiled-mapping';
import type { Settings } from '../lambda/settings';
import type { Operator } from '../operator/core/operator';
import { remoteOperator } from '../operator/remote/remote-operator';
import { configOf, declarationsIn, mappingOf } from './connection/config';
import type { Connection } from './connection/connection';
import { connectToStack } from './connection/deployed';
import { connectLocally } from './connection/local';
import type { Terminal } from './terminal';

/** Options that may come before or after any command's name. */
export interface GlobalOptions {
  readonly env: string;
  readonly config: string;
  readonly json?: true;
}

/** What every command gets. */
export interface Frame {
  readonly terminal: Terminal;
  readonly paint: Colors;
  readonly options: GlobalOptions;
  /** Connects to the environment of `--env`; the same connection each time. */
  connect(): Promise<Connection>;
  /** The operator of that environment. */
  operator(): Promise<Operator>;
  /** Its settings; those of a deployed one are read from its config, without AWS. */
  settings(): Promise<Settings>;
  /**
   * The `mapping.ts` of the config folder, as it is now: for the local run that of the folder it was started with.
   * Undefined where there is none.
   */
  mapping(): Promise<CompiledMapping | undefined>;
  /** What its pieces declare that they read. */
  declarations(): Promise<readonly Declaration[]>;
  /** Prints the command's answer: JSON with `--json`, else lines for people. */
  answer(forMachines: unknown, forPeople: () => readonly string[]): void;
  /** Ends with exit code 1 in spite of an answer: something is wrong, or was not done. */
  fail(): void;
}

export interface OpenFrame extends Frame {
  readonly failed: boolean;
  close(): Promise<void>;
}

/** @param options read only once a command runs: then its arguments are known. */
export function frameOf(terminal: Terminal, options: () => GlobalOptions): OpenFrame {
  let connection: Promise<Connection> | undefined;
  let failed = false;
  /** Where `mapping.ts` is, if anywhere. */
  async function mappingFolder(): Promise<string | null> {
    const { env, config } = options();
    if (env !== localEnvironmentName) return resolve(config);
    const opened = await frame.connect();
    return opened.kind === 'local' ? opened.run.configFolder : null;
  }
  const frame: OpenFrame = {
    terminal,
    paint: createColors(terminal.colours),
    get options() {
      return options();
    },
    connect() {
      const { env, config } = options();
      connection ??=
        env === localEnvironmentName
          ? connectLocally(terminal.environment.DATA_DIR)
          : connectToStack(env, resolve(config), terminal.err);
      return connection;
    },
    async operator() {
      const { call, environment } = await frame.connect();
      return remoteOperator({ call, stores: environment.settings.stores, mapping: frame.mapping });
    },
    async settings() {
      const { env, config } = options();
      if (env === localEnvironmentName) return (await frame.connect()).environment.settings;
      return settingsFromConfig(configOf(env, resolve(config)));
    },
    async mapping() {
      const folder = await mappingFolder();
      return folder === null ? undefined : mappingOf(folder);
    },
    async declarations() {
      const folder = await mappingFolder();
      return folder === null ? [] : declarationsIn(folder);
    },
    answer(forMachines, forPeople) {
      if (options().json) terminal.out(JSON.stringify(forMachines));
      else for (const line of forPeople()) terminal.out(line);
    },
    fail() {
      failed = true;
    },
    get failed() {
      return failed;
    },
    async close() {
      (await connection?.catch(() => undefined))?.close();
    },
  };
  return frame;
}
