/** Which store a secret is of. */
export interface StoreOptions {
  readonly store?: string;
}
