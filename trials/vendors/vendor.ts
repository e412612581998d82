import type { Mapping } from '../../lambda/settings';
import type { Random } from '../chaos/random';
import type { Shopper } from '../chaos/shopper';
import type { Mutant } from '../sabotage/mutant';
import type { Customer } from '../simulation/spec';

/** An event without its signature. */
export interface UnsignedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A vendor as the trials play it. How its events are signed, they learn from the source's profile. */
export interface TrialVendor {
  /** Every body has all of a shopper's consent, so a missing statement was withdrawn. */
  readonly silenceIsNo: boolean;
  readonly story: {
    /** The id of the shopper with this number. */
    customerId(number: number): string;
    /** The event that tells one version of a shopper, in this second. */
    event(shopper: Shopper, index: number, second: number): UnsignedEvent;
  };
  readonly simulated: {
    readonly vendorAccount: string;
    readonly mapping: Partial<Mapping>;
    /** The id of the customer with this number. */
    customerId(number: number): string;
    /** The event that tells this version of a customer. */
    event(customer: Customer, place: number, kind: 'created' | 'updated'): UnsignedEvent;
  };
  /** An event with all that an ordinary shopper's has, for the bench. */
  readonly full: UnsignedEvent;
  /** What the warm ingress is compared with, as the bench's table names it: `warm-peer.ts` beside this. */
  readonly peer: string;
  readonly hostile: {
    readonly body: string;
    /** Texts that the fuzzer puts in the place of values. */
    readonly values: readonly string[];
    headers(random: Random, authentic: boolean): [string, string][];
  };
  /** Faults for the sabotage to plant into its source. */
  readonly mutants?: readonly Mutant[];
}
