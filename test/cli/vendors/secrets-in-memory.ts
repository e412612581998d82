import type { StoreSecrets } from '../../../cli/subscribe/steps';

/** A store's secrets, without Secrets Manager. */
export function secretsInMemory(...held: string[]): StoreSecrets & { readonly list: string[] } {
  const list = [...held];
  return { list, held: async () => list, add: async (secret) => void list.unshift(secret) };
}
