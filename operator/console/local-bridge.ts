/**
 * What the console can do on the local bridge and nowhere else. The local run hands it over, so that nothing of
 * it can reach a deployed environment.
 */
export interface LocalBridge {
  /** Sources that have a sample signup. */
  readonly sources: readonly string[];
  /** A shopper whom nobody has seen before signs up. */
  sendSignup(source: string): Promise<Sent>;
  /** The event as one that happens now: with an id and times of its own, ready to be edited. */
  draft(event: LocalEvent): LocalEvent;
  /** Signs the body with the local secret and posts it to the webhook port. */
  send(event: LocalEvent): Promise<Sent>;
  /** Undefined where the local bridge speaks to another Masivo. */
  readonly sandbox: Sandbox | undefined;
}

export interface LocalEvent {
  readonly source: string;
  readonly store: string;
  /** The vendor's headers besides the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the webhook endpoint answered. `delivery` is null where it did not take the event; `message` says why. */
export interface Sent {
  readonly status: number;
  readonly delivery: string | null;
  readonly message: string;
}

export interface Sandbox {
  misbehaviour(): Promise<Misbehaviour>;
  /** Replaces the whole plan. @returns why not, where the sandbox does not take it. */
  misbehave(plan: Misbehaviour): Promise<{ readonly refused: string } | undefined>;
  /** Null where Masivo has no customer with this id. */
  customer(id: string): Promise<CustomerInMasivo | null>;
}

/** What the sandbox holds of a customer, as far as it is nobody's name or address. */
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
