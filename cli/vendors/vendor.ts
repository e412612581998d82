import type { Option } from 'commander';
import type { GenericSchema } from 'valibot';
import type { FormerAddress } from '../../lambda/own-addresses';
import type { StoreSettings } from '../../lambda/settings';
import type { OpenReader } from '../backfill/reader';
import type { Finding } from '../doctor/finding';
import type { Subscribed, Subscribing } from '../subscribe/steps';
import type { Terminal } from '../terminal';
import type { AdminCredential, ChangeKept } from './admin-credential';
import type { GivenOptions } from './given';

export interface SubscribeRequest extends Subscribing {
  readonly terminal: Terminal;
  readonly store: StoreSettings;
  /** One of the vendor's ways. */
  readonly access: string;
  readonly options: GivenOptions;
  /** The stored credentials. @throws CommandError */
  readonly kept: () => Promise<AdminCredential | undefined>;
  readonly changeKept: ChangeKept;
}

export interface SubscribedWith {
  readonly ended: Subscribed;
  /** The credentials to store for later; undefined where they were stored already. */
  readonly opened: AdminCredential | undefined;
}

export interface DeclaredEvents {
  /** The file that has the declaration, as the vendor calls it. */
  readonly file: string;
  /** TOML. */
  readonly section: string;
  /** The command that makes the vendor send them. */
  readonly deploy: string;
}

/** The operator's environment variables. */
type Variables = Readonly<Record<string, string | undefined>>;

export interface SubscriptionCheck {
  readonly store: StoreSettings;
  readonly kept: AdminCredential;
  readonly changeKept: ChangeKept;
  /** The address for the store's webhooks. */
  readonly url: string;
  /** The addresses that it has taken the place of. */
  readonly former: FormerAddress;
  /** The webhook secrets that are accepted now. */
  readonly held: () => Promise<readonly string[]>;
  /** The key with which `deliver` reads at the vendor; undefined where there is none. */
  readonly readKey: () => Promise<string | undefined>;
  readonly variables: Variables;
}

/** Where the vendor is asked. */
export interface ReadAt {
  readonly variables: Variables;
  /** The vendor's API in a local run; undefined for the vendor's own. */
  readonly baseUrl: string | undefined;
}

/**
 * Events that hold an id alone: `deliver` reads the customer at the vendor, with a key that it finds in the secret
 * `vendor-keys`.
 */
export interface ThinEvents {
  /** @throws CommandError for a key that is not for this, or not the store's as far as the vendor tells */
  refuseKey(store: StoreSettings, key: string, at: ReadAt): Promise<void>;
  /** Has the vendor send them. @throws CommandError */
  subscribe(request: SubscribeRequest): Promise<SubscribedWith>;
}

/** Has the store's owner approve an app with which `reconcile` reads. */
export interface ApproveReading {
  options(): readonly Option[];
  /** @returns what `reconcile-keys` is to hold. @throws CommandError */
  approve(store: StoreSettings, asked: ReadingAsked): Promise<string | Readonly<Record<string, string>>>;
}

export interface ReadingAsked {
  readonly clientId: string;
  /** With its own. */
  readonly options: GivenOptions;
  /** What the command `subscribe` has kept. */
  readonly kept: AdminCredential | undefined;
  readonly terminal: Pick<Terminal, 'askSecret' | 'askMeanwhile' | 'err' | 'environment'>;
}

/**
 * What the commands need of a vendor's own API. A source without it works all the same: it is subscribed by hand,
 * and its existing customers cannot be backfilled.
 */
export interface Vendor {
  /** The ways to get access to its API, for `--access`; `kept`, the stored credentials, is one of them. */
  readonly ways: readonly string[];
  /** Whether its accounts are shops, which `--shop` names where the store takes any. */
  readonly hasShops: boolean;
  /** Its own options of `subscribe` and `backfill`. */
  options(): readonly Option[];
  /** The forms of its stored credentials. */
  readonly credentials: readonly GenericSchema<unknown, AdminCredential>[];
  /** @throws CommandError */
  subscribe(request: SubscribeRequest): Promise<SubscribedWith>;
  /** How its events are declared that no API subscribes to. */
  events?(store: StoreSettings, webhookUrl: string): DeclaredEvents;
  /** Its events that hold an id alone, where it has some. */
  readonly thin?: ThinEvents;
  /** What `subscribe` would still change, for the doctor. @throws CommandError */
  check(request: SubscriptionCheck): Promise<readonly Finding[]>;
  readonly customers: OpenReader;
  /** Where an app of another organisation than the store's has to be approved. */
  readonly approveReading?: ApproveReading;
}
