import type { RateLimiter, ReservedSlots } from '../../../lambda/delivery/rate-limiter';
import type { Ledger } from '../../../lambda/ledger/ledger';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import type { Masivo } from '../../../lambda/masivo/client';
import type { Settings, StoreSettings } from '../../../lambda/settings';
import type { Source } from '../../../lambda/sources/source';
import type { StoreName } from '../../../lambda/store-name';
import type { MigrationRates } from './migration-limit';
import type { CustomerReader } from './readers/reader';

/** Which shoppers of the store are brought over: by when they were created there. */
export interface Range {
  /** Null: from the first one. */
  readonly since: Date | null;
  /** Excluded: from here on a webhook brings the shopper, with rewards. */
  readonly until: Date;
}

/** All dependencies of a backfill. */
export interface BackfillDeps {
  readonly source: Source;
  readonly store: StoreSettings;
  /** The environment's `mapping.ts`, as deliveries use it. */
  readonly mapping?: CompiledMapping | undefined;
  readonly settings: Settings;
  readonly range: Range;
  readonly reader: CustomerReader;
  readonly ledger: Ledger;
  /** Whether the bridge is erasing what it holds of a store. */
  readonly isBeingErased: (store: StoreName) => Promise<boolean>;
  /** HMAC of an e-mail for the ledger's index. */
  readonly emailKey: (email: string) => Promise<string>;
  /** An id that nobody else has. */
  readonly newId: () => string;
  /** @param endsAt no call may last beyond this moment. */
  readonly masivo: (slots: ReservedSlots, endsAt: Date) => Masivo;
  /** Limits requests to Masivo other than migrations; deliveries draw from the same limit. */
  readonly limiter: RateLimiter;
  readonly migrations: MigrationRates;
  readonly waits: Waits;
  /** Aborted when the operator stops the command: the request under way is finished, and no other begun. */
  readonly stopped: AbortSignal;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How long the backfill waits, in ms. */
export interface Waits {
  /** Masivo has to show a migration within this time; deliveries wait as long. */
  readonly showsWithin: number;
  /** The first pause before asking again; it doubles up to thirty times as much. */
  readonly firstPause: number;
  /** Masivo or the network may fail for so long before the run stops, to be resumed later. */
  readonly stopAfter: number;
}

/** The run cannot continue now; running the command again resumes it. The message says why. */
export class Interrupted extends Error {}

export const newerLedger =
  'The ledger was written by a newer version of masivo-bridge: run the backfill with that one.';

/** Calls to the ledger and to Masivo under way at once. */
export const atOnce = 24;
