import type { Ledger } from '../ledger/ledger';
import type { Log } from '../log';
import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { Masivo } from '../masivo/client';
import type { Settings, StoreSettings } from '../settings';
import type { ReadAtVendor } from '../vendors/vendor-reader';
import type { SeeMissing } from './missing-customers';
import type { RateLimiter, ReservedSlots } from './rate-limiter';

/** All that a delivery needs of the world. */
export interface DeliveryDeps {
  readonly settings: Settings;
  /** The environment's `mapping.ts`; undefined where it has none. */
  readonly mapping?: CompiledMapping | undefined;
  readonly ledger: Ledger;
  /** @param endsAt no call may last beyond this moment. */
  readonly masivo: (slots: ReservedSlots, endsAt: Date) => Masivo;
  readonly limiter: RateLimiter;
  /** Asks the vendor of a store; undefined where its events carry their customers. */
  readonly vendorOf: (store: StoreSettings) => ReadAtVendor | undefined;
  /** The flood guard of a store: whether one more creation may be counted in this hour. */
  readonly countCreation: (store: StoreSettings) => Promise<boolean>;
  /** Notes a customer whom Masivo no longer shows. */
  readonly seeMissing: SeeMissing;
  /** An id that nobody else has. */
  readonly newId: () => string;
  /** HMAC of an e-mail under a secret of its own: plain hashes of e-mails can be guessed. */
  readonly emailKey: (email: string) => Promise<string>;
  readonly now: () => Date;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly log: Log;
}
