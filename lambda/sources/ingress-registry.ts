import * as registered from './registered-ingress';
import type { SourceIngress } from './source';

/** Every source that `receive` takes webhooks of, by its name. */
export const ingressSources: ReadonlyMap<string, SourceIngress> = new Map(
  Object.values(registered).map((source) => [source.name, source]),
);
