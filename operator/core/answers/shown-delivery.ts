import type { Release } from '../../../lambda/envelope';
import type { Channel } from '../../../lambda/masivo/consent';
import type { ToldReason } from '../told-reason';
import type { DeliverySummary } from './deliveries';
import type { WaitingCustomer } from './waiting';

/** One delivery with what was received and what is sent. Unless `revealed`, personal data is masked. */
export interface ShownDelivery extends DeliverySummary {
  readonly revealed: boolean;
  readonly series: number;
  readonly release: Release | null;
  readonly signedWith: string;
  /** The hash of the environment's own mapping at the last attempt; null where it had none. */
  readonly mapping: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** True where the log began with a release, after that of the event had expired: then nothing was received. */
  readonly isAct: boolean;
  /** Why headers and body were not kept, so that it cannot be replayed; null where they were, or nothing was received. */
  readonly withoutBody: string | null;
  /** The webhook's body as JSON, or null where it is not JSON. */
  readonly received: unknown;
  /** The body's text where it is not JSON: masked as a whole, unless revealed. */
  readonly unreadable: string | null;
  /** The customer as this code maps it today; null where nothing can be mapped, with `unmapped`. */
  readonly mapped: Readonly<Record<string, unknown>> | null;
  readonly unmapped: ToldReason | null;
  /** The customer as the delivery's last attempt had it, where the ledger still has that. */
  readonly sent: Readonly<Record<string, unknown>> | null;
  /** Which values of the body (or which header) each field of `mapped` was made of. */
  readonly origins: readonly Origin[];
  readonly walletId: string | null;
  /** Set where its customer waits for a decision. */
  readonly waiting: WaitingCustomer | null;
  /** The last statement of its customer on each channel, as the ledger has it now. */
  readonly consent: readonly ToldStatement[];
  readonly explanation: Explanation;
}

/** What a customer stated on a channel. */
export interface ToldStatement {
  readonly channel: Channel;
  readonly granted: boolean;
  readonly at: string;
}

/** `to` is a field of the customer, `metadata.phone` for one inside; `from` are JSON pointers or `header:name`. */
export interface Origin {
  readonly to: string;
  /** Empty where the value is a setting or a constant. */
  readonly from: readonly string[];
}

/** An outcome and its reason explained, and what to do about it. */
export interface Explanation {
  readonly what: string;
  readonly fix: string | null;
  readonly replayHelps: boolean;
}
