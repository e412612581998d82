import type { StoreSettings } from '../../lambda/settings';
import type { StoreName } from '../../lambda/store-name';

/**
 * What the console can do on the local bridge only. The local run passes it in, so that none of it can reach a deployed
 * environment.
 */
export interface LocalBridge {
  /** Where a made-up shopper can sign up. */
  readonly stores: readonly LocalStore[];
  /** A new made-up shopper signs up. */
  sendSignup(store: LocalStore): Promise<Sent>;
  /** The event as if it happened now: with an id and times of its own, ready to be edited. */
  draft(event: LocalEvent): LocalEvent;
  /** Signs the body with the local secret and posts it to the webhook port. */
  send(event: LocalEvent): Promise<Sent>;
  /** Where the local vendors are, by source: `send` puts there whom an event only names. */
  readonly vendorUrls?: Readonly<Record<string, string>>;
  /** Undefined where the local bridge uses another Masivo. */
  readonly sandbox: Sandbox | undefined;
}

/** A store, and what its events have to say of themselves to be taken. */
export type LocalStore = Pick<StoreSettings, keyof StoreName | 'vendorAccount' | 'mode'>;

export interface LocalEvent extends StoreName {
  /** The vendor's headers besides the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the webhook endpoint answered. `delivery` is null where it did not accept the event; `message` says why. */
export interface Sent {
  readonly status: number;
  readonly delivery: string | null;
  readonly message: string;
}

export interface Sandbox {
  misbehaviour(): Promise<Misbehaviour>;
  /** Replaces the whole plan. @returns the reason where the sandbox refuses it. */
  misbehave(plan: Misbehaviour): Promise<{ readonly refused: string } | undefined>;
  /** Null where Masivo has no customer with this id. */
  customer(id: string): Promise<CustomerInMasivo | null>;
}

/** What the sandbox has of a customer, without personal data. */
export interface CustomerInMasivo {
  readonly status: string;
  readonly wallet: string;
  /** Such as `100 Points`; empty where there are none. */
  readonly points: string;
  /** How often registration rewards were paid. */
  readonly registrations: number;
}

/** local/masivo/README.md says what each field means. */
export interface Misbehaviour {
  readonly rules?: readonly Rule[];
}

export interface Rule {
  readonly do: string;
  readonly probability?: number;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delayMs?: number;
}
