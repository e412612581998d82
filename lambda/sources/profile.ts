import type { Extra } from '../settings';
import type { Source, Unsigned } from './source';

/** A shopper who does not exist, for a sample signup. */
export interface SampleShopper {
  /** Another number is another shopper, and another event. A whole number below 10^13. */
  readonly serial: number;
  readonly at: Date;
  /** The store's `vendorAccount`; `any` leaves the account to the profile. */
  readonly vendorAccount: string;
  readonly live: boolean;
  /** By default one that nobody else has. */
  readonly email?: string;
  /** Left out by forms that carry none. */
  readonly tags?: readonly string[];
  /** What a `mapping.ts` reads as `event.details.value`, by its name there. Left out by forms that carry none. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface SampleSignup extends Unsigned {
  /** The shopper's id, in the store and in Masivo. */
  readonly customer: string;
  /** What the vendor's API has of it, by path: for a form that does not carry its customer. */
  readonly held?: Readonly<Record<string, unknown>>;
}

/** Another form in which the vendor sends the same: its signatures and selftests are made by the profile, too. */
export interface SampleForm extends Pick<SourceProfile, 'signup' | 'usualHeaders'> {
  /** For the help of a command, after "the signup": `as one of ...`. */
  readonly what: string;
  /** Extras that no other form carries. */
  readonly brings: readonly Extra[];
}

/**
 * What people, the command line, the local run and the stack need to know of a vendor, and the Lambda functions do
 * not: no bundle carries it. Pure, as the source is.
 */
export interface SourceProfile {
  readonly source: Source;
  /** As people write it. */
  readonly displayName: string;
  /** What a store's `vendorAccount` setting looks like (besides `any`). */
  readonly account: {
    readonly form: RegExp;
    readonly example: string;
    /** Whether one account sends test and live events apart; then two environments of different mode may share it. */
    readonly hasModes: boolean;
  };
  readonly secret: {
    /** What has to be put in, and where the vendor shows it. */
    readonly what: string;
    /** The form of a signing secret, as far as the vendor has one. */
    readonly form: RegExp;
    /** Keys to the vendor's API, pasted by mistake: they sign nothing. */
    readonly apiKeys: RegExp;
    /** What the local run's begins with: hex digits follow, made up for each data folder. Alone it is known to all, for tests. */
    readonly local: string;
  };
  /** For a vendor who can be asked what has changed (changes.ts): the key with which `reconcile` asks. */
  readonly changesKey?: {
    /** What has to be put in. */
    readonly what: string;
    /** There are such that are replaced whenever they are used. */
    readonly mayBeRenewed?: true;
    /** The local run's. Publicly known, hence useful for nothing else. */
    readonly local: string;
    /** The one of a store in live mode, where keys name their mode. */
    readonly localLive?: string;
    /** What the local vendor has of a usual sample signup, also where its webhook is lost. */
    held(signup: Unsigned): Readonly<Record<string, unknown>>;
  };
  /** For a vendor whose newer events name a customer without its data: the key with which `deliver` reads it. */
  readonly vendorKey?: {
    /** What has to be put in. */
    readonly what: string;
    readonly form: RegExp;
    /** As with the secret. */
    readonly local: string;
    /** As with the key of `reconcile`. */
    readonly localLive?: string;
  };
  /**
   * Extras that no webhook of the vendor carries, each with why and what to do: a config that asks for one is refused,
   * because it would be filled by a backfill at most, and never follow the shopper again.
   */
  readonly neverSent: Readonly<Partial<Record<Extra, string>>>;
  /**
   * How a `mapping.ts` gets what `event.details` has of it. By default it comes with every body; `named` is what the
   * store's `mapping` has to name in `values`.
   */
  readonly told?: {
    readonly company?: 'named' | 'never';
    /** Values: those that have the form of a name there have to be named. */
    readonly values?: { readonly isName: (name: string) => boolean; readonly what: string };
  };
  /** How its webhooks are registered where the bridge cannot do it, as a sentence that the address follows. */
  readonly byHand?: string;
  /** What the vendor does about webhooks that are not acknowledged, after its name: `retries for 3 days`. */
  readonly whenRefused: string;
  /** What to do when most signups come without an e-mail, as the end of a sentence. */
  readonly emailsMissing: string;
  /** A signup as the vendor sends it, with headers spelled as the vendor spells them and without a signature. */
  signup(shopper: SampleShopper): SampleSignup;
  /** Its other forms, by the name of the option that asks for one: `--event`. */
  readonly forms?: Readonly<Record<string, SampleForm>>;
  /** The signature of an event, as headers to add to it. Signs for tests, the local run and selftests. */
  sign(event: Unsigned, secret: string, now: Date): Readonly<Record<string, string>>;
  /**
   * A signup as a selftest, marked inside what is signed, by what the vendor never sends: no header can turn a real
   * event into one, and without the secret nobody can make one.
   */
  asSelftest(signup: Unsigned): Unsigned;
  /**
   * A received event as another one that happens now. Unchanged, ingress would take it for a duplicate, and the
   * delivery for an older state of the shopper. The body is as an editor shows it, indented by two.
   */
  asNew(event: Unsigned, now: Date, unique: string): Unsigned;
  /** The least headers, lower-cased, with which a body alone is read as a signup of this account. */
  usualHeaders(vendorAccount: string): Readonly<Record<string, string>>;
  /**
   * The vendor's own values and ids, which the masking may show besides those that all vendors have: a member's name
   * and the form of its value as text; both have to match. `{}` stands for an object whose members are known: within
   * others all is masked.
   */
  readonly harmless: readonly (readonly [name: RegExp, value: RegExp])[];
}

const made = new WeakSet<object>();

/** Marks a profile as one that was checked against the interface when it was compiled. */
export function sourceProfile(profile: SourceProfile): SourceProfile {
  made.add(profile);
  return profile;
}

export const isSourceProfile = (value: unknown): value is SourceProfile =>
  typeof value === 'object' && value !== null && made.has(value);
