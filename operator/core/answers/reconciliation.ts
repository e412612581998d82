/** How it stands with asking one store's vendor what has changed. Times are ISO. */
export interface ReconciledStore {
  /** `source/store`. */
  readonly store: string;
  readonly everyMinutes: number;
  /** The last run that has ended; null where there was none. */
  readonly last: {
    readonly at: string;
    readonly found: number;
    readonly fed: number;
    readonly known: number;
    /** Customers who could not be read, by their ids at the vendor: each run asks for them again. */
    readonly unreadable: readonly string[];
    /** Why it did not come to its end; null where it did. */
    readonly failure: string | null;
  } | null;
  /** When the last run began that came to its end. */
  readonly succeededAt: string | null;
  /** Of the last look at the store's subscriptions; null where there was none. */
  readonly subscriptions: {
    readonly at: string;
    /** `warning` where it is about the API version alone. */
    readonly level: 'ok' | 'warning' | 'failure';
    /** How they were: each goes on after “its webhooks”. */
    readonly text: readonly string[];
    /** When some were missing last, and which were subscribed again by itself. */
    readonly recreated: { readonly at: string; readonly what: readonly string[] } | null;
  } | null;
}
