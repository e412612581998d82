import type { StoreSettings } from '../../lambda/settings';
import type { Terminal } from '../terminal';
import type { AdminCredential, ChangeKept } from '../vendors/admin-credential';
import type { GivenOptions } from '../vendors/given';
import type { LocalVendor } from '../vendors/local-vendor';
import type { CsvColumns } from './engine/readers/csv/columns';
import type { CustomerReader } from './engine/readers/reader';
import type { StateFolder } from './engine/state-folder';

export interface ReaderOptions extends GivenOptions {
  /** Customers that the vendor wrote into a file before, where it can. */
  readonly file?: string;
  /** A CSV file, whose columns are named. */
  readonly csv?: string;
  readonly columns?: CsvColumns;
  /** What counts as a yes in its columns of consent. */
  readonly consentYes?: readonly string[];
}

export interface ReaderRequest {
  readonly terminal: Terminal;
  readonly store: StoreSettings;
  readonly since: Date | null;
  readonly options: ReaderOptions;
  /** The vendor credentials that `subscribe` kept; read only where they are needed. @throws CommandError */
  readonly kept: () => Promise<AdminCredential | undefined>;
  readonly changeKept: ChangeKept;
  readonly folder: StateFolder;
  /** The vendor of a local run, which is read in place of the real one. */
  readonly local?: LocalVendor | undefined;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How the customers of one source's store are read. */
export interface OpenReader {
  /** Identifies what is read: a resumed run has to read the same. @throws CommandError */
  inputOf(options: ReaderOptions): string;
  /** @throws CommandError, UnreadableStore */
  open(request: ReaderRequest): Promise<CustomerReader>;
}
