import type { StatedConsent } from '../../masivo/consent';
import type { ReadMetafield } from './metafield';

/** Undefined where the body says nothing of it, null where it says that there is none. */
type Told<T> = T | null | undefined;

/** What a body tells of a shopper, in whichever form it came. */
export interface ShopifyFacts {
  readonly email: Told<string>;
  readonly emailVerified: Told<boolean>;
  readonly firstName: Told<string>;
  readonly lastName: Told<string>;
  readonly phone: Told<string>;
  readonly note: Told<string>;
  readonly tags: Told<string>;
  readonly locale: Told<string>;
  readonly address: Told<{
    readonly name: Told<string>;
    readonly company: Told<string>;
    readonly phone: Told<string>;
    readonly country: Told<string>;
  }>;
  readonly birthDate: ReadMetafield;
  readonly gender: ReadMetafield;
  readonly consent: StatedConsent;
  /** The vendor's names of what could not be read. */
  readonly unread: readonly string[];
}
