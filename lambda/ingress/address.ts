import { ingressSources } from '../sources/ingress-registry';
import type { IngressStore, SourceIngress } from '../sources/source';
import { parseWebhookPath } from '../webhook-address';
import type { IngressSettings } from './ingress-settings';

/** Whose webhook it is. */
export interface Address {
  readonly source: SourceIngress;
  readonly store: IngressStore;
}

/** Undefined for a path that is no webhook address, and for a store that is not configured. */
export function addressOf(path: string, { stores }: IngressSettings): Address | undefined {
  const named = parseWebhookPath(path);
  const source = named && ingressSources.get(named.source);
  const store = source && stores.find((each) => each.source === source.name && each.store === named.store);
  return store && { source, store };
}
