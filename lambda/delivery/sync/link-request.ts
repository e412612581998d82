import type { Ledger } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { MasivoCustomer } from '../../masivo/answer';
import type { Masivo } from '../../masivo/client';
import { busyDelayMs } from '../../retry/retry-times';
import type { Settings } from '../../settings';
import type { LinkResult } from './situation';

/** What a link is made with. */
export interface LinkDeps {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly masivo: Masivo;
  /** The end of this attempt's leases, epoch ms. */
  readonly until: number;
  readonly emailKey: (email: string) => Promise<string>;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Who wants to be linked, and under which lease. */
export interface LinkRequest {
  readonly email: string;
  readonly self: CustomerName;
  /** Ids that it carries itself. Once it is linked, only the owner is there to carry them. */
  readonly links: readonly string[];
  /** The delivery at hand. */
  readonly delivery: string;
  /** Its store says that the e-mail is its own. */
  readonly isVerified: boolean;
  /** An operator has decided that the two are one person: only what Masivo shows still counts. */
  readonly byHand: boolean;
}

/** The owner as Masivo shows it. */
export interface ShownOwner {
  readonly kind: 'shown';
  readonly shown: MasivoCustomer;
  /** When that was asked, epoch ms. */
  readonly askedAt: number;
}

/** Another attempt holds the owner. */
export const ownerBusy: LinkResult = {
  kind: 'retry',
  reason: { code: 'email-owner-busy' },
  retryAfterMs: busyDelayMs,
};
