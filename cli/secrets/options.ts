/** Which store a secret is of. */
export interface StoreOptions {
  readonly store?: string;
}

export const storeOption = ['--store <name>', 'where the source has more than one'] as const;
