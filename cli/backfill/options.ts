import type { StoreSettings } from '../../lambda/settings';
import type { ConnectedEnvironment } from '../connection/environment';
import type { Frame } from '../frame';
import type { StateFolder } from './engine/state-folder';
import type { ReaderOptions } from './reader';

/** The command's options. */
export interface BackfillOptions extends ReaderOptions {
  readonly since?: Date;
  readonly until?: Date;
  readonly every: number;
  readonly perHour?: number;
  readonly perRequest: number;
  /** Seconds. */
  readonly showsWithin: number;
  readonly restart?: true;
  readonly yes?: true;
}

/** What the command was given, and where. */
export interface BackfillCommand {
  readonly frame: Frame;
  readonly environment: ConnectedEnvironment;
  readonly store: StoreSettings;
  readonly options: BackfillOptions;
  readonly folder: StateFolder;
}
